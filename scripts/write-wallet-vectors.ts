/**
 * Writes the published vectors of wallets: phrases, and the keys and pseudonyms that come from them. Run
 * `node scripts/write-wallet-vectors.ts`; `vectors.test.ts` in the wallet room holds ours to them.
 */
import { writeFileSync } from 'node:fs';
import { bytesToHex, formatId } from '../packages/ledger/src/codec/index.ts';
import { entropyOf, Wallet } from '../packages/ledger/src/wallet/index.ts';
import { pathOf } from '../packages/ledger/src/wallet/sector-keys.ts';

const PHRASES = [
  'legal winner thank year wave sausage worth useful legal winner thank yellow',
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art',
];

const vectors = [];
for (const phrase of PHRASES) {
  const wallet = await Wallet.fromEntropy(await entropyOf(phrase), null);
  for (const sector of ['civil', 'health']) {
    for (const index of [0, 1]) {
      const { subject, secret, publicKey } = wallet.keyOf({ ...wallet.first(sector), index });
      const path = `m/${pathOf(sector, index)
        .map((level) => `${level}'`)
        .join('/')}`;
      vectors.push({
        phrase,
        sector,
        index,
        path,
        secret: bytesToHex(secret),
        publicKey: bytesToHex(publicKey),
        subject: formatId('subject', subject),
      });
    }
  }
}

const file = new URL('../test/vectors/wallet.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`);
