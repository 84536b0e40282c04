/** Finds the text of a QR code in a picture. Loaded when somebody scans, and never before. */
import { decodeQR } from 'qr/decode.js';

/** Longer edges are made shorter first: a code that fills a photograph is found well below this. */
const MAX_EDGE_PIXELS = 1_600;

/** The text of the code in a still picture or in the present frame of a video; undefined when there is none. */
export function findQrText(picture: ImageBitmap | HTMLVideoElement): string | undefined {
  const { width, height } = sizeOf(picture);
  if (width === 0 || height === 0) return undefined;
  const scale = Math.min(1, MAX_EDGE_PIXELS / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  // What is transparent in a picture of a code is paper.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  try {
    return decodeQR({ width: canvas.width, height: canvas.height, data });
  } catch {
    return undefined;
  }
}

function sizeOf(picture: ImageBitmap | HTMLVideoElement) {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : { width: picture.width, height: picture.height };
}
