/** `programme.close`: nothing more is granted or scheduled; what is scheduled can still be confirmed or returned. */
import { shape } from '../../codec/index.ts';

export const programmeCloseShape = shape.struct({ programme: shape.id('programme') });
