/**
 * Check a document: files, pictures of QR codes and what the camera sees are verified on the spot, with the reason when
 * they do not hold; and nothing of them goes anywhere.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId } from '@annals/ledger/codec';
import { receiptShape } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { moviePath, writeMovie } from './movie.ts';
import { jsonFile, Stage } from './stage.ts';

describe('check a document', () => {
  let stage: Stage;
  const folder = mkdtempSync(join(tmpdir(), 'annals-camera-'));
  const movie = moviePath(folder);
  beforeAll(async () => {
    stage = await Stage.start([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${movie}`,
    ]);
  }, 300_000);
  afterEach(() => stage?.clear());
  afterAll(async () => {
    await stage?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const receipt = async () => {
    const proven = await stage.network.client(1).call(routes.receipt, { params: { id: stage.citizen.read } });
    return receiptShape.toJson(proven) as { readonly index: number };
  };
  /** The QR code of the receipt, as the page of its transaction draws it. */
  async function pictureOfCode(): Promise<Buffer> {
    const id = formatId('transaction', stage.citizen.read);
    const { page } = await stage.open(`/transactions/${id}`);
    await page.getByRole('button', { name: 'Show as QR code' }).click();
    return page.locator('.qr svg').screenshot();
  }

  test('a receipt is checked, and a forged one is refused with the reason; nothing is sent', async () => {
    const json = await receipt();
    const { page, requests } = await stage.open('/check');
    await page.locator('#document').waitFor();
    await page.setInputFiles('#document', jsonFile('receipt.json', json));
    await page.getByText('The document is genuine').waitFor();
    await page.getByText('access.read').waitFor();
    await page.setInputFiles('#document', jsonFile('forged.json', { ...json, index: json.index + 1 }));
    await page.getByText('This document does not verify. Do not rely on it.').waitFor();
    await page.getByText('This is not in the block that it claims to be in.').waitFor();
    await page.setInputFiles('#document', jsonFile('nothing.json', 'nothing'));
    await page.getByText('It cannot be read').waitFor();
    expect(requests.every(({ method, body }) => method === 'GET' && body === null)).toBe(true);
    const sent = requests.map(({ url }) => url).join();
    expect(sent).not.toContain(formatId('transaction', stage.citizen.read));
  });

  test('a picture of a QR code is read and checked; one without a code is not', async () => {
    const picture = await pictureOfCode();
    const { page, complaints } = await stage.open('/check');
    await page.setInputFiles('#document', { name: 'code.png', mimeType: 'image/png', buffer: picture });
    await page.getByText('The document is genuine').waitFor();
    await page.getByText(formatId('transaction', stage.citizen.read)).waitFor();
    const blank = await page.locator('h1').screenshot();
    await page.setInputFiles('#document', { name: 'blank.png', mimeType: 'image/png', buffer: blank });
    await page.getByText('It cannot be read').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the camera reads a code, and is off afterwards', async () => {
    const picture = await pictureOfCode();
    const { page, complaints } = await stage.open('/check', { permissions: ['camera'] });
    await writeMovie(movie, picture, page);
    await page.getByRole('button', { name: 'Scan a QR code with the camera' }).click();
    await page.getByText('The document is genuine').waitFor();
    expect(await page.locator('video').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('where there is no camera, or it is not allowed, that is said', async () => {
    const { page } = await stage.open('/check');
    await page.evaluate('navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error("none"))');
    await page.getByRole('button', { name: 'Scan a QR code with the camera' }).click();
    await page.getByText('There is no camera, or it may not be used.').waitFor();
  });

  test('what reads codes is loaded when it is needed, and not before', async () => {
    const { page, requests } = await stage.open('/check');
    await page.locator('#document').waitFor();
    expect(requests.some(({ url }) => /scan-qr/.test(url))).toBe(false);
    const blank = await page.locator('h1').screenshot();
    await page.setInputFiles('#document', { name: 'blank.png', mimeType: 'image/png', buffer: blank });
    await page.getByText('It cannot be read').waitFor();
    expect(requests.some(({ url }) => /scan-qr/.test(url))).toBe(true);
  });
});
