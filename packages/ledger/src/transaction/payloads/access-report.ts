/** `access.report`: an agency states how many reads its systems made in a period, also when there was none. */
import { shape } from '../../codec/index.ts';

export const accessReportShape = shape.struct({ period: shape.uint, count: shape.uint });
