/**
 * Catching up against liars: with n - f correct peers of n connected, whatever the f others do, a node that fell behind
 * catches up within four times what the slowest of the correct ones alone would take, and eight seconds for each liar.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommitCertificate, faultTolerance, voteDigest } from '@annals/ledger/block';
import { sign } from '@annals/ledger/crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VirtualTime } from '../asking/testing/virtual-time.ts';
import { Chain, type ClaimedBlock } from '../chain/index.ts';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import { silentLog } from '../log.ts';
import { type Network, RequestError } from '../network/network.ts';
import { FREE_ACCOUNT } from '../network/peer-account.ts';
import { LevelStore } from '../store/index.ts';
import type { StoredBlock } from '../store/store.ts';
import { genesisOf, StoreChain, secretOf } from '../store/testing/store-chain.ts';
import { BlockSync } from './block-sync.ts';
import { type BlocksRequest, decodeBlocksRequest, encodeBlocks } from './blocks-protocol.ts';

const BLOCKS = 200;
const PER_LIAR_MS = 8_000;

let folder: string;
let source: LevelStore;
let blocks: readonly StoredBlock[];
let base: Chain;

beforeAll(async () => {
  chooseCryptoBackends(silentLog);
  folder = mkdtempSync(join(tmpdir(), 'annals-catching-up-'));
  source = await LevelStore.open(join(folder, 'source'), genesisOf());
  const make = new StoreChain(source);
  for (let i = 0; i < BLOCKS; i++) {
    const batch = make.next(i === 0 ? [make.appointment('officer')] : []);
    await source.commitBlock({ ...batch, certificate: certificateOf(batch.header.height, batch.hash) });
  }
  blocks = [...source.blocks(1, BLOCKS)];
  base = new Chain(source, () => 0);
}, 300_000);
afterAll(async () => {
  await source.close();
  rmSync(folder, { recursive: true, force: true });
});

function certificateOf(height: number, block: CommitCertificate['block']): CommitCertificate {
  const digest = voteDigest(source.chain, { step: 'commit', height, view: 0, block });
  return { height, view: 0, block, signatures: [{ index: 0, signature: sign(digest, secretOf('validator')) }] };
}

/** How a peer answers: with what, and after how many milliseconds; or not at all. */
type Peer = (request: BlocksRequest, nowMs: number) => { readonly afterMs: number; readonly answer: Uint8Array | null };

const from = ({ from, limit }: BlocksRequest) => blocks.slice(from - 1, from - 1 + limit);
const honest =
  (roundTripMs: number, blockMs: number): Peer =>
  (request) => {
    const given = from(request);
    return { afterMs: roundTripMs + given.length * blockMs, answer: encodeBlocks(given) };
  };

const NO_SIGNATURE = [{ index: 0, signature: new Uint8Array(64).fill(1) }];
const lies: Record<string, (request: BlocksRequest) => Uint8Array | null> = {
  hang: () => null,
  right: (request) => encodeBlocks(from(request)),
  one: (request) => encodeBlocks(from(request).slice(0, 1)),
  some: (request) => encodeBlocks(from(request).slice(0, 5)),
  none: () => encodeBlocks([]),
  garbage: () => new Uint8Array(1_000).fill(0x82),
  others: (request) => encodeBlocks(blocks.slice(request.from, request.from + 20)),
  forged: (request) =>
    encodeBlocks(
      from(request).map((block) => ({ ...block, certificate: { ...block.certificate, signatures: NO_SIGNATURE } })),
    ),
  'forged later': (request) =>
    encodeBlocks(
      from(request).map((block, i) =>
        i < 3 ? block : { ...block, certificate: { ...block.certificate, signatures: NO_SIGNATURE } },
      ),
    ),
};

/** A liar picks anew for each request: a lie, and how long it takes over it, up to just before it would be too late. */
const anyLiar: fc.Arbitrary<Peer> = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(lies)), fc.constantFrom(1, 200, 950, 3_000, 9_900)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((habits) => {
    let turn = 0;
    return (request) => {
      const [lie = 'hang', afterMs = 0] = habits[turn++ % habits.length] ?? [];
      return { afterMs, answer: lies[lie]?.(request) ?? null };
    };
  });
const anyHonest = fc.tuple(fc.integer({ min: 5, max: 200 }), fc.constantFrom(0.1, 0.5, 2));

/** How long it takes to catch up, in virtual milliseconds, and who was asked how often. */
async function catchUp(peers: readonly Peer[]): Promise<number> {
  const time = new VirtualTime();
  let head = { ...source.head, height: 0 };
  const chain = {
    chain: source.chain,
    validators: base.validators,
    get head() {
      return head;
    },
    apply: async ({ header, hash }: ClaimedBlock) => {
      if (header.height !== head.height + 1) throw new Error('out of order');
      head = { ...head, height: header.height, hash };
      return true;
    },
  };
  const network = {
    onRequest: () => undefined,
    account: () => FREE_ACCOUNT,
    peers: () => peers.map((_, i) => ({ peer: `${i}`, connected: true })),
    request: async (peer: string, _: string, body: Uint8Array, timeoutMs: number) => {
      const said = peers[Number(peer)]?.(decodeBlocksRequest(body), time.nowMs);
      await time.pass(Math.min(said?.afterMs ?? 0, timeoutMs));
      if (said?.answer) return said.answer;
      await time.pass(timeoutMs - (said?.afterMs ?? 0));
      throw new RequestError('timeout', 'no answer');
    },
  } as unknown as Network;
  const sync = new BlockSync({
    chain,
    store: source,
    network,
    log: silentLog,
    nowMs: () => time.nowMs,
    later: time.later,
    onFork: (reason) => {
      throw new Error(reason);
    },
  });
  // Whoever is ahead says so every now and then, and proves it.
  const remind = (): void => {
    if (head.height >= BLOCKS) return;
    sync.hint(head.height + 2);
    time.later(500, remind);
  };
  remind();
  await time.until(() => head.height >= BLOCKS, 3_600_000);
  sync.stop();
  if (head.height < BLOCKS) throw new Error(`only ${head.height} of ${BLOCKS} blocks came in an hour`);
  return time.nowMs;
}

test('whatever f of n do (ATTACK slow-peer, ATTACK short-answers)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 4, max: 10 }),
      fc.array(anyLiar, { minLength: 3, maxLength: 3 }),
      fc.array(anyHonest, { minLength: 9, maxLength: 9 }),
      async (n, liars, speeds) => {
        const f = faultTolerance(n);
        const correct = speeds.slice(0, n - 1 - f);
        // The slowest by what it takes for all of the chain.
        const [slowest] = correct.toSorted((a, b) => b[0] + b[1] * BLOCKS - (a[0] + a[1] * BLOCKS)) as [
          [number, number],
        ];
        const alone = await catchUp([honest(...slowest)]);
        const took = await catchUp([...liars.slice(0, f), ...correct.map((speed) => honest(...speed))]);
        expect({ alone, took: Math.min(took, 4 * alone + PER_LIAR_MS * f) }).toEqual({ alone, took });
      },
    ),
    { numRuns: 12 },
  );
}, 300_000);

test('a peer that gives a block at a time just before it is too late is asked only now and then', async () => {
  let asked = 0;
  const trickling: Peer = (request) => {
    asked += 1;
    return { afterMs: 9_900, answer: encodeBlocks(from(request).slice(0, 1)) };
  };
  const took = await catchUp([trickling, honest(20, 0.1), honest(20, 0.1)]);
  expect(took).toBeLessThan(PER_LIAR_MS);
  expect(asked).toBeLessThanOrEqual(2);
});

test('peers share the work', async () => {
  /** One request after the other. */
  const oneByOne = (peer: Peer): Peer => {
    let freeMs = 0;
    return (request, nowMs) => {
      const { afterMs, answer } = peer(request, nowMs);
      freeMs = Math.max(freeMs, nowMs) + afterMs;
      return { afterMs: freeMs - nowMs, answer };
    };
  };
  const alone = await catchUp([oneByOne(honest(100, 5))]);
  const together = await catchUp([1, 2, 3].map(() => oneByOne(honest(100, 5))));
  expect(together).toBeLessThan(0.7 * alone);
});
