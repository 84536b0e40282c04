/** Sealed content between nodes: what is missing is fetched, and what is erased neither given nor taken (LAW 10). */
import { decode, encode } from '@annals/ledger/codec';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ContentChain, type Sealed } from '../erasure/testing/content-chain.ts';
import { silentLog } from '../log.ts';
import type { Network, RequestHandler } from '../network/network.ts';
import { FREE_ACCOUNT } from '../network/peer-account.ts';
import { temporaryFolder } from '../store/testing/temporary-folder.ts';
import { SidecarSync } from './index.ts';
import { SYNC_LIMITS } from './limits.ts';

let node: ContentChain;
let answer: RequestHandler;
/** What the peer gives for every hash, and how often it was asked. */
let given: Uint8Array | null;
let asked: number;
let mayGive: boolean;
let isCatchingUp: boolean;
/** Begins the next round; undefined while one runs. */
let wake: (() => void) | undefined;

beforeEach(async () => {
  node = await ContentChain.open(temporaryFolder('sidecar-sync'));
  [given, asked, mayGive, isCatchingUp] = [null, 0, true, false];
  const network = {
    onRequest: (_: string, handler: RequestHandler) => {
      answer = handler;
    },
    peers: () => [{ peer: 'peer', connected: true }],
    account: () => FREE_ACCOUNT,
    request: async (_: string, __: string, body: Uint8Array) => {
      asked += 1;
      return encode(Array.from({ length: body.length / 32 }, () => given));
    },
  } as unknown as Network;
  const sync = new SidecarSync({
    store: node.store,
    sidecars: node.sidecars,
    network,
    log: silentLog,
    nowMs: () => 0,
    later: (delayMs, run) => {
      // The patience with a peer never ends here.
      if (delayMs !== SYNC_LIMITS.sidecarPatienceMs) wake = run;
      return () => {};
    },
    isCatchingUp: () => isCatchingUp,
    mayGive: () => mayGive,
  });
  sync.start();
});
afterEach(() => node.close());

const ask = async ({ hash }: Sealed) => (decode(await answer('peer', hash, 'observer'), 1 << 20) as unknown[])[0];

/** Lets the time come in which what is missing is asked for, and resolves when all that came is taken. */
async function round(): Promise<void> {
  const begin = wake as () => void;
  wake = undefined;
  begin();
  while (!wake) await new Promise((resolve) => setImmediate(resolve));
}

/** A record whose content nobody has brought here. */
async function missing(): Promise<Sealed> {
  const sealed = node.sealed();
  await node.block(sealed.transaction);
  const { height } = node.store.head;
  await node.sidecars.settle({ height, kept: [{ hash: sealed.hash, owner: sealed.transaction.id }], refused: [] });
  return sealed;
}

describe('a peer is given', () => {
  test('what is held', async () => {
    const sealed = await node.issue();
    expect(await ask(sealed)).toEqual(sealed.sidecar);
    expect(await ask(node.sealed())).toBeNull();
  });

  test('nothing that is erased, although it is still on the disk', async () => {
    const sealed = await node.issue();
    await node.block(node.erasing(sealed.record));
    expect(node.isOnDisk(sealed)).toBe(true);
    expect(await ask(sealed)).toBeNull();
  });

  test('nothing at all before this node knows of the present', async () => {
    const sealed = await node.issue();
    mayGive = false;
    expect(await ask(sealed)).toBeNull();
  });
});

describe('what is missing', () => {
  test('is fetched', async () => {
    const sealed = await missing();
    given = sealed.sidecar;
    await round();
    expect(await node.sidecars.get(sealed.hash)).toEqual(sealed.sidecar);
  });

  test('is fetched also behind more of what nobody has than one request asks for', async () => {
    const all: Sealed[] = [];
    for (let count = 0; count < 70; count++) all.push(await missing());
    const last = all.toSorted((a, b) => Buffer.compare(a.hash, b.hash)).at(-1) as Sealed;
    given = last.sidecar;
    await round();
    expect(node.sidecars.status(last.hash)).toBe('missing');
    await round();
    expect(node.sidecars.status(last.hash)).toBe('held');
    // And from the beginning again.
    const first = all.toSorted((a, b) => Buffer.compare(a.hash, b.hash))[0] as Sealed;
    given = first.sidecar;
    await round();
    await round();
    expect(node.sidecars.status(first.hash)).toBe('held');
  }, 300_000);

  test('is not taken any more once it is erased, whoever offers it', async () => {
    const sealed = await missing();
    await node.block(node.erasing(sealed.record));
    given = sealed.sidecar;
    await round();
    expect(asked).toBe(1);
    expect(node.isOnDisk(sealed)).toBe(false);
  });

  test('is not asked for while blocks are coming in that may erase it', async () => {
    const sealed = await missing();
    given = sealed.sidecar;
    isCatchingUp = true;
    await round();
    expect(asked).toBe(0);
    isCatchingUp = false;
    await round();
    expect(node.sidecars.status(sealed.hash)).toBe('held');
  });
});
