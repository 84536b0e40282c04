/** A movie of one still picture, in the plainest form that Chromium takes for a camera: Y4M, grey, a few frames. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const WIDTH = 1_280;
const HEIGHT = 960;
const FRAMES = 4;

export function moviePath(folder: string): string {
  return join(folder, 'camera.y4m');
}

/** Writes the movie. The page is used to read the picture: a browser knows PNG. */
export async function writeMovie(path: string, png: Buffer, page: Page): Promise<void> {
  const luma = (await page.evaluate(
    `(async () => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(png.toString('base64'))}), (c) => c.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(${WIDTH}, ${HEIGHT});
      const context = canvas.getContext('2d');
      context.imageSmoothingEnabled = false;
      context.fillStyle = 'white';
      context.fillRect(0, 0, canvas.width, canvas.height);
      const edge = canvas.height * 0.95;
      context.drawImage(picture, (canvas.width - edge) / 2, (canvas.height - edge) / 2, edge, edge);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let text = '';
      for (let at = 0; at < data.length; at += 4) text += data[at] > 127 ? '1' : '0';
      return text;
    })()`,
  )) as string;
  const grey = Buffer.from(luma, 'latin1').map((character) => (character === 0x31 ? 235 : 16));
  const colourless = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, colourless]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(path, Buffer.concat([head, ...Array<Buffer>(FRAMES).fill(frame)]));
}
