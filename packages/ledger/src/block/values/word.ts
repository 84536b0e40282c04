/**
 * A role under `role/<name>` or a purpose under `purpose/<name>`: the members have made it known, so that declarations
 * can name it and nobody can make one up.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { localizedTextShape } from '../../transaction/index.ts';

export const wordShape = shape.struct({ title: localizedTextShape });

export type Word = Infer<typeof wordShape>;
