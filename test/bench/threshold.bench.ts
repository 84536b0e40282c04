/**
 * Cost of the threshold scheme, in microseconds of one core, over libsecp256k1 and over noble: sealing, verifying a
 * seal, making and verifying a share, combining t shares, and a participant's part in a key ceremony, for networks of
 * 4 and 7. Run `node test/bench/threshold.bench.ts [--json]`.
 */
import { parseArgs } from 'node:util';
import {
  type Ceremony,
  combineShares,
  concludeCeremony,
  deal,
  type GroupBackend,
  generateSecretKey,
  makeOpeningShare,
  nobleGroup,
  type OpeningRequest,
  openingThreshold,
  openWithShares,
  publicKeyOf,
  sealToNetwork,
  selectGroupBackend,
  type TransactionId,
  takeKeyShare,
  verifyNetworkSeal,
  verifyOpeningShare,
} from '@annals/ledger';
import { loadNativeGroup } from '@annals/node/native-signature';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const CHAIN = new Uint8Array(32);
const ROUNDS = 7;
const ROUND_MS = 60;

/** CPU time of this process so far, which other processes of the machine do not add to. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The median of several rounds, microseconds of CPU a call. */
function measure(call: () => unknown): number {
  const untilUs = cpuUs() + ROUND_MS * 1000;
  let calls = 0;
  do {
    call();
    calls++;
  } while (cpuUs() < untilUs);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startUs = cpuUs();
    for (let i = 0; i < calls; i++) call();
    return (cpuUs() - startUs) / calls;
  });
  return Math.round(rounds.sort((a, b) => a - b)[ROUNDS >> 1] as number);
}

function figuresOf(backend: GroupBackend, count: number): Record<string, number> {
  selectGroupBackend(backend);
  const secrets = Array.from({ length: count }, () => generateSecretKey());
  const participants = secrets.map((secret) => publicKeyOf(secret));
  const ceremony: Ceremony = {
    chain: CHAIN,
    epoch: 1,
    threshold: openingThreshold(count),
    participants,
    previous: null,
  };
  const dealings = participants.map((_, i) => ({ dealer: i + 1, dealing: deal(ceremony, i + 1) }));
  const conclusion = concludeCeremony(ceremony, dealings, []);
  if (!conclusion.ok) throw new Error(conclusion.reason);
  const { key } = conclusion;
  const keyShares = secrets.map((secret, i) => takeKeyShare(ceremony, conclusion, i + 1, secret));
  const [own] = keyShares;
  const [ownSecret] = secrets;
  if (!own || !ownSecret) throw new Error('a network has participants');
  const readerSecret = generateSecretKey();
  const context = new Uint8Array(32);
  const request: OpeningRequest = {
    chain: CHAIN,
    epoch: 1,
    transaction: '00'.repeat(32) as TransactionId,
    item: 0,
    section: 'general',
    readerKey: publicKeyOf(readerSecret),
  };
  const contentKey = new Uint8Array(32).fill(1);
  const placed = { seal: sealToNetwork(key.publicKey, contentKey, context), context };
  const shares = keyShares.slice(0, key.threshold).map((share) => makeOpeningShare(key, share, request, placed));
  const [share] = shares;
  if (!share) throw new Error('a network has shares');
  return {
    seal: measure(() => sealToNetwork(key.publicKey, contentKey, context)),
    verifySeal: measure(() => verifyNetworkSeal(key.publicKey, placed.seal, context)),
    makeShare: measure(() => makeOpeningShare(key, own, request, placed)),
    verifyShare: measure(() => verifyOpeningShare(key, request, placed.seal, share)),
    combine: measure(() => combineShares(shares, readerSecret)),
    verifyAndOpen: measure(() => openWithShares(key, request, placed, shares, readerSecret)),
    deal: measure(() => deal(ceremony, 1)),
    conclude: measure(() => concludeCeremony(ceremony, dealings, [])),
    takeKeyShare: measure(() => takeKeyShare(ceremony, conclusion, 1, ownSecret)),
  };
}

const native = loadNativeGroup((reason) => console.error(reason));
const rows = [native, nobleGroup].flatMap((backend) =>
  backend ? [4, 7].map((count) => ({ backend: backend.name, validators: count, ...figuresOf(backend, count) })) : [],
);
if (options.json) console.log(JSON.stringify(rows));
else console.table(rows);
