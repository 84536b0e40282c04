/** `access.overdue`: a validator states that a hidden read has not been disclosed in time. */
import { shape } from '../../codec/index.ts';

export const accessOverdueShape = shape.struct({ transaction: shape.id('transaction') });
