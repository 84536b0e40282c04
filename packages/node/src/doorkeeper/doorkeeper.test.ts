import { encodeShape } from '@annals/ledger/codec';
import { type AnyRoute, type RouteName, routes, submissionShape } from '@annals/ledger/rest';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Doorkeeper, type DoorkeeperOptions } from './doorkeeper.ts';
import { DOORKEEPER_LIMITS, maxBodyBytes } from './limits.ts';
import { signedDismissal } from './testing/signed-dismissal.ts';

const DYING = new URL('./testing/dying-thread.ts', import.meta.url);
const MIB = 1024 * 1024;

const running: Doorkeeper[] = [];
const begin = (options?: DoorkeeperOptions): Doorkeeper => {
  const doorkeeper = new Doorkeeper(options);
  running.push(doorkeeper);
  return doorkeeper;
};
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

const sender = (account = 'a', charge: (ms: number) => void = () => undefined) => ({
  account,
  isMember: false,
  charge,
  measure: <T>(work: () => T) => work(),
});
const submission = (count: number) => ({
  transactions: Array.from({ length: count }, (_, i) => ({ transaction: signedDismissal(i), sidecar: null })),
  wait: 'accepted' as const,
  timeoutMs: 5,
});
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A list of empty byte strings that fills so many bytes, in the place of a submission. */
function bomb(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes).fill(0x40);
  bytes[0] = 0x9a;
  new DataView(bytes.buffer).setUint32(1, sizeBytes - 5);
  return bytes;
}

describe('the doorkeeper', () => {
  test('reads short bodies at once and long ones on its thread, CBOR and JSON alike', async () => {
    const doorkeeper = begin();
    for (const value of [submission(2), submission(100)]) {
      const cbor = encodeShape(submissionShape, value);
      const read = await doorkeeper.read({ route: 'submit', format: 'cbor', bytes: cbor.slice() }, sender());
      expect(read).toEqual({ value, faults: [] });
      const text = json(submissionShape.toJson(value));
      expect(await doorkeeper.read({ route: 'submit', format: 'json', bytes: text }, sender())).toEqual(read);
    }
  });

  test('what shares its memory with others is left to them', async () => {
    const cbor = encodeShape(submissionShape, submission(100));
    const shared = new Uint8Array(cbor.length + 10);
    shared.set(cbor, 10);
    await begin().read({ route: 'submit', format: 'cbor', bytes: shared.subarray(10) }, sender());
    expect(shared.length).toBe(cbor.length + 10);
  });

  test('says which transactions of a long submission do not read', async () => {
    const value = submission(100);
    const broken = value.transactions.map((one, i) => (i === 7 ? { ...one, transaction: bomb(300) } : one));
    const sealed = broken.map((one, i) => (i === 9 ? { ...one, sidecar: bomb(300) } : one));
    const bytes = encodeShape(submissionShape, { ...value, transactions: sealed });
    const { faults } = await begin().read({ route: 'submit', format: 'cbor', bytes }, sender());
    expect(faults).toMatchObject([
      { index: 7, id: null, code: 'codec.malformed' },
      { index: 9, id: expect.any(String), code: 'sidecar.malformed' },
    ]);
  });

  test.each<[string, 'cbor' | 'json', Uint8Array, string]>([
    ['empty byte strings', 'cbor', bomb(12 * MIB), 'codec.shape'],
    ['more than a submission can be', 'cbor', bomb(DOORKEEPER_LIMITS.cborBytes + 1), 'codec.too-large'],
    ['empty lists', 'json', new TextEncoder().encode(`[${'[],'.repeat(4 * MIB)}[]]`), 'codec.too-large'],
    ['deep lists', 'json', new Uint8Array(8 * MIB).fill(0x5b), 'codec.malformed'],
    ['no UTF-8', 'json', new Uint8Array(8 * MIB).fill(0xff), 'codec.malformed'],
    ['one long text', 'json', new TextEncoder().encode(`"${'a'.repeat(16 * MIB)}"`), 'codec.shape'],
  ])('ATTACK request-bomb: megabytes of %s are refused, and its thread lives', async (_name, format, bytes, code) => {
    const doorkeeper = begin();
    const read = doorkeeper.read({ route: 'submit', format, bytes }, sender());
    await expect(read).rejects.toMatchObject({ code });
    expect(doorkeeper.ended).toBe(0);
  });

  test.each([
    ['takes no end of time', 't', 'longer'],
    ['takes no end of memory', 'm', 'memory'],
    ['meets a bug', 'x', 'memory'],
  ])(
    'ATTACK request-bomb: what %s ends the thread and is charged; what comes after is read',
    async (_name, how, said) => {
      const reasons: string[] = [];
      const doorkeeper = begin({
        thread: DYING,
        limits: { ...DOORKEEPER_LIMITS, taskMs: 3_000, heapMb: 32 },
        onEnded: (reason) => reasons.push(reason),
      });
      const body = (letter: string) => new Uint8Array(5_000).fill(letter.charCodeAt(0));
      let chargedMs = 0;
      const dying = doorkeeper.read(
        { route: 'submit', format: 'cbor', bytes: body(how) },
        sender('a', (ms) => {
          chargedMs = ms;
        }),
      );
      const after = doorkeeper.read({ route: 'submit', format: 'cbor', bytes: body('k') }, sender());
      await expect(dying).rejects.toMatchObject({ code: 'codec.too-large', message: expect.stringContaining(said) });
      await expect(after).rejects.toMatchObject({ code: 'codec.shape', message: 'k' });
      expect(doorkeeper.ended).toBe(1);
      expect(reasons).toEqual([expect.stringContaining(said)]);
      expect(chargedMs).toBeGreaterThan(0);
    },
  );

  test('addresses take turns, and no more wait than there is room for', async () => {
    const doorkeeper = begin({ thread: DYING, limits: { ...DOORKEEPER_LIMITS, waiting: 5, waitingKeptForMembers: 0 } });
    const order: string[] = [];
    const send = (account: string, letter: string) =>
      doorkeeper
        .read(
          { route: 'submit', format: 'cbor', bytes: new Uint8Array(5_000).fill(letter.charCodeAt(0)) },
          sender(account),
        )
        .catch(({ code, message }) => order.push(code === 'codec.shape' ? message : code));
    const all = ['a', 'b', 'c', 'd'].map((letter) => send('loud', letter));
    all.push(send('quiet', 'q'), send('loud', 'e'));
    all.push(send('quiet', 'z'));
    await Promise.all(all);
    expect(order).toEqual(['node.busy', 'a', 'b', 'q', 'c', 'z', 'd']);
  });

  test('whom the charge refuses is refused, and the next is read', async () => {
    const doorkeeper = begin({ thread: DYING });
    const body = { route: 'submit', format: 'cbor', bytes: new Uint8Array(5_000).fill(0x6b) } as const;
    const refused = doorkeeper.read(
      { ...body, bytes: body.bytes.slice() },
      sender('a', () => {
        throw new Error('too fast');
      }),
    );
    await expect(refused).rejects.toThrow('too fast');
    await expect(doorkeeper.read(body, sender())).rejects.toMatchObject({ code: 'codec.shape' });
  });

  test('one that stops refuses what waits', async () => {
    const doorkeeper = begin({ thread: DYING });
    const waiting = doorkeeper.read(
      { route: 'submit', format: 'cbor', bytes: new Uint8Array(5_000).fill(0x74) },
      sender(),
    );
    void doorkeeper.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'node.busy' });
  });
});

test('every route has bounds of its own for the bytes and items of its body', () => {
  const bodies = (Object.entries(routes) as [RouteName, AnyRoute][]).flatMap(([name, { body, method }]) => {
    expect({ name, takes: body !== null }).toEqual({ name, takes: method === 'POST' });
    return body
      ? [{ name, cbor: maxBodyBytes(body, 'cbor'), json: maxBodyBytes(body, 'json'), items: body.bounds.items }]
      : [];
  });
  for (const { name, cbor, json, items } of bodies) {
    const most =
      name === 'submit' ? { cbor: 16 * MIB, json: 32 * MIB, items: 4_000 } : { cbor: 9_000, json: 20_000, items: 30 };
    expect({ name, isWithin: cbor <= most.cbor && json <= most.json && items <= most.items }).toEqual({
      name,
      isWithin: true,
    });
  }
});
