/** `officer.dismiss`: an agency ends an appointment at once. */
import { shape } from '../../codec/index.ts';

export const officerDismissShape = shape.struct({ officer: shape.id('officer') });
