/** The worker: receives orders, keeps the page free while it derives keys and verifies, and reports progress. */
import { AnnalsError } from '@annals/ledger/errors';
import { checkDocument } from '../check/check-document.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Vault } from './vault.ts';

const vault = new Vault();

async function carryOut(message: ToWorker): Promise<unknown> {
  const { id, order, asks, setting } = message;
  switch (order) {
    case 'unlock':
      return vault.unlock(asks.keystore, asks.password);
    case 'records':
      return vault.records(setting, asks.sector);
    case 'open':
      return vault.open(setting, asks.sector, asks.record);
    case 'trail':
      return vault.trail(setting, asks.sector, (count) => tell({ id, type: 'progress', count }));
    case 'payments':
      return vault.payments(setting, asks.sector);
    case 'check':
      return checkDocument(setting.trusted, asks.text);
  }
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}

self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  try {
    tell({ id: data.id, type: 'done', gives: await carryOut(data) });
  } catch (error) {
    const code = error instanceof AnnalsError ? error.code : 'node.internal';
    tell({ id: data.id, type: 'failed', code, reason: error instanceof Error ? error.message : String(error) });
  }
});
