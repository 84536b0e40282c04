/** `recovery.object`: the holder of the present key says that it is not lost, which ends the recovery. */
import { shape } from '../../codec/index.ts';

export const recoveryObjectShape = shape.struct({ subject: shape.id('subject') });
