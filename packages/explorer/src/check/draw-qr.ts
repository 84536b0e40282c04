/** Draws a text as a QR code. Loaded when somebody asks for one. */
import { encodeQR } from 'qr';

/** The squares of the code, row by row; true is dark. */
export function qrSquares(text: string): readonly (readonly boolean[])[] {
  return encodeQR(text, 'raw', { ecc: 'low', border: 4 });
}
