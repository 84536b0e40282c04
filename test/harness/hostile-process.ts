/**
 * A node in a process of its own that does everything wrong, at random: what the others must bear from one member of
 * four. It writes `LAW 2` to its log when it was given a share that the ledger has granted nobody.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stateKey } from '@annals/ledger/block';
import { bytesToHex, decodeShape, encodeShape, hexToBytes, type TransactionId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, sign } from '@annals/ledger/crypto';
import { RestClient, routes } from '@annals/ledger/rest';
import { readValue } from '@annals/ledger/state';
import { makeOpeningShare, type OpeningShare } from '@annals/ledger/threshold';
import {
  agencyIdOf,
  type BodyOf,
  buildTransaction,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import { digestOf, encodeMessage } from '@annals/node/consensus/core';
import { LANES, type PeerName, REQUEST_NAMES } from '@annals/node/network';
import { type ShareRelease, shareAnswerShape, shareRequestShape } from '@annals/node/release';
import { takePart } from './hostile-ceremonies.ts';
import { type Mood, ownOrders } from './hostile-orders.ts';
import { misdate, pick, unreadable } from './hostility.ts';
import { node } from './validator-process.ts';

const { network, store, intake } = node.services;
const [settingsPath = ''] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(settingsPath, 'utf8')) as { readonly signingSecret: string };
const secret = hexToBytes(settings.signingSecret);
const { urls, mood } = ownOrders();
const others = (): PeerName[] => network.peers().flatMap(({ peer, connected }) => (connected ? [peer] : []));
const ANSWER_MS = 5_000;
const ownAgency = () =>
  readValue(store.state, stateKey.validators)?.current.find(({ peer }) => peer === network.peer)?.agency;
takePart(store, ownAgency());

/** Signs what a validator may sign, in order or not. */
function signed<K extends TransactionKind>(kind: K, body: BodyOf<K>): Transaction<K> {
  return buildTransaction<K>({
    chain: store.chain,
    kind,
    body,
    agency: null,
    lastValid: store.head.height + randomInt(100),
    salt: randomBytes(16),
    signerSecret: secret,
  });
}

async function send(transactions: readonly Uint8Array[]): Promise<void> {
  const url = pick(urls);
  const client = new RestClient({ baseUrl: url, fetch, nowMs: Date.now });
  const body = { transactions: transactions.map((transaction) => ({ transaction, sidecar: null })) };
  await client.call(routes.submit, { body: { ...body, wait: 'accepted', timeoutMs: 0 } });
}

function babble(): void {
  const message = unreadable();
  for (const peer of others()) network.send(peer, pick(LANES), message);
}

/** Many times the same, or nearly the same. */
function flood(): void {
  for (let i = 0; i < 200; i++) babble();
}

/** Says, signed, that it stands where nobody does, behind or far ahead, in whatever view. */
function boast(): void {
  const height = pick([0, Math.max(0, store.head.height - 1), store.head.height + 1, 2 ** 40]);
  const serial = pick([0, Date.now(), 2 ** 50]);
  const content = { type: 'status', height, view: randomInt(4), hasProposal: randomInt(2) === 1, serial } as const;
  const message = encodeMessage({ ...content, signature: sign(digestOf(store.chain, content), secret) });
  for (const peer of others()) network.send(peer, 'vote', message);
}

async function ask(): Promise<void> {
  await network.request(pick(others()), pick(REQUEST_NAMES), unreadable(), ANSWER_MS);
}

/** Asks for shares of what nobody was granted: what is no read at all, and what does not exist. */
async function askForShares(): Promise<void> {
  const ids = store.contents(randomInt(1, store.head.height + 1))?.ids ?? [];
  const transaction = (ids.length > 0 && randomInt(2) ? pick(ids) : bytesToHex(randomBytes(32))) as TransactionId;
  const request = encodeShape(shareRequestShape, {
    transaction,
    epoch: null,
    from: 0,
    count: 1 + randomInt(4),
    disclosure: null,
  });
  for (const peer of others()) {
    const bytes = await network.request(peer, 'shares', request, ANSWER_MS);
    const answer = decodeShape(shareAnswerShape, bytes, bytes.length);
    if (answer.type === 'given' && answer.shares.some((share) => share !== null)) {
      console.error(`LAW 2: a share was given for ${transaction}, which is no granted read`);
    }
  }
}

async function askForCeremonies(): Promise<void> {
  const ceremony = readValue(store.state, stateKey.ceremony);
  const agency = ownAgency();
  if (!ceremony || !agency) return;
  const { epoch } = ceremony;
  await send([
    signed('ceremony.request', { agency }).bytes,
    signed('ceremony.advance', { epoch, round: pick(['joining', 'dealing', 'responding', 'confirming']) }).bytes,
  ]);
}

async function floodTransactions(): Promise<void> {
  const stranger = generateSecretKey();
  const agency = agencyIdOf(publicKeyOf(stranger));
  const many = Array.from({ length: 50 }, () => signed('ceremony.request', { agency }).bytes);
  await send(randomInt(2) ? many : many.map((bytes) => bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte))));
}

async function floodApi(): Promise<void> {
  const paths = [
    '/v1/status',
    '/v1/blocks?limit=200',
    '/metrics',
    `/v1/transactions/${bytesToHex(randomBytes(32))}`,
    '//',
  ];
  const url = `${pick(urls)}${pick(paths)}`;
  await Promise.all(
    Array.from({ length: 50 }, () =>
      fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).then((answer) => answer.arrayBuffer()),
    ),
  );
  await fetch(`${pick(urls)}/v1/transactions`, {
    method: 'POST',
    body: unreadable(),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
}

/** In the place of its own shares, sometimes: ones of another secret. */
const release = node.services.release as ShareRelease;
const honest = release.give.bind(release);
Object.assign(release, {
  give: (async (request) => {
    if (randomInt(2)) return honest(request);
    const answer = await honest(request);
    const inForce = readValue(store.state, stateKey.networkKey);
    if (!inForce) return answer;
    const { transaction, from, count, disclosure } = request;
    const { seals, readerKey } = await release.judge(await release.committed(transaction), disclosure);
    const index = inForce.holders.findIndex(({ peer }) => peer === network.peer) + 1;
    const { epoch } = inForce.key;
    const shares: (OpeningShare | null)[] = [];
    for (const { item, section, locate } of seals.slice(from, from + count)) {
      const place = { chain: store.chain, epoch, transaction, item, section, readerKey };
      const placed = await locate();
      const share = { epoch, index, secret: generateSecretKey() };
      shares.push(placed && makeOpeningShare(inForce.key, share, place, placed));
    }
    return { type: 'given', epoch, shares };
  }) satisfies ShareRelease['give'],
});

/** What it owes the ledger it leaves out half of the time: it is absent from rounds, and confirms nothing. */
const offer = intake.offer.bind(intake);
Object.assign(intake, {
  offer: (async (batch, source) =>
    source === 'client' && randomInt(2) ? [] : offer(batch, source)) satisfies typeof intake.offer,
});

const ACTS: Readonly<Record<Mood, readonly (() => void | Promise<void>)[]>> = {
  loud: [misdate, boast, babble, babble, flood, ask, ask, floodTransactions, floodApi],
  sly: [misdate, boast, boast, askForShares, askForShares, askForCeremonies, floodTransactions],
};

/** Nothing that it does fails it. */
process.on('unhandledRejection', () => {});

async function misbehave(): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, randomInt(20, 300)));
    void Promise.resolve()
      .then(pick(ACTS[mood]))
      .catch(() => {});
  }
}
void misbehave();
