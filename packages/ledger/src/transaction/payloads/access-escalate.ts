/** `access.escalate`: a validator states that the review of an emergency read is overdue. It is counted in public. */
import { shape } from '../../codec/index.ts';

export const accessEscalateShape = shape.struct({ transaction: shape.id('transaction') });
