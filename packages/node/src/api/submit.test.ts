/** Submitting over HTTP: each kind of refusal with its own code and status, and waiting for the block. */

import { stateKey } from '@annals/ledger/block';
import { decode, decodeShape, encode, encodeShape } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { routes, type SubmissionOutcome, submissionAnswer, submissionShape } from '@annals/ledger/rest';
import type { Transaction } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { keyOf, SingleNode, START_MS, subjectOf } from './testing/single-node.ts';

let node: SingleNode;
beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.appointment('rector'), node.enrolment('ada', 'education'));
});
afterAll(() => node.stop());
afterEach(async () => {
  node.isReady = true;
  node.onNew = () => {};
  await node.commitPool();
});

const bodyOf = (
  transactions: readonly Transaction[],
  wait: 'accepted' | 'committed' = 'accepted',
  timeoutMs = 5_000,
) => ({
  transactions: transactions.map(({ bytes }) => ({ transaction: bytes, sidecar: null })),
  wait,
  timeoutMs,
});

async function submit(...parameters: Parameters<typeof bodyOf>): Promise<readonly SubmissionOutcome[]> {
  return (await node.client.call(routes.submit, { body: bodyOf(...parameters) })).outcomes;
}

const post = (body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
  fetch(`${node.url}/v1/transactions`, { method: 'POST', body, headers: { 'content-type': contentType } });

/** An appointment of somebody new, who can be appointed once. */
const appointed = (name: string) =>
  node.transaction('officer.appoint', 'education', {
    key: keyOf(name),
    roles: ['registrar'],
    untilMs: START_MS + 90_000_000,
  });

describe('one transaction', () => {
  test('is accepted at once', async () => {
    const transaction = appointed('t1');
    expect(await submit([transaction])).toEqual([
      { id: transaction.id, status: 'accepted', code: null, detail: null, height: null, result: null },
    ]);
    expect(node.mempool.has(transaction.id)).toBe(true);
    expect(await submit([transaction])).toMatchObject([{ status: 'accepted' }]);
    expect(node.mempool.size).toBe(1);
  });

  test('is waited for until it is committed', async () => {
    node.onNew = () => setTimeout(() => node.commitPool(), 20);
    const transaction = appointed('t2');
    expect(await submit([transaction], 'committed')).toEqual([
      {
        id: transaction.id,
        status: 'committed',
        code: null,
        detail: null,
        height: node.chain.head.height,
        result: { code: 'ok', items: [] },
      },
    ]);
    expect(node.services.commits.size).toBe(0);
  });

  test('stays accepted when the time is up', async () => {
    expect(await submit([appointed('t3')], 'committed', 30)).toMatchObject([
      { status: 'accepted', code: 'node.timeout' },
    ]);
    expect(node.services.commits.size).toBe(0);
  });

  test('is not waited for any more when its client has gone', async () => {
    const gone = new AbortController();
    node.onNew = () => setTimeout(() => gone.abort(), 20);
    const call = node.client.call(routes.submit, { body: bodyOf([appointed('t4')], 'committed'), signal: gone.signal });
    await expect(call).rejects.toMatchObject({ code: 'node.unreachable' });
    await expect(settled(() => node.services.commits.size === 0)).resolves.toBe(true);
  });

  test('is told what the ledger made of it, when a block changed things meanwhile', async () => {
    const [first, second] = [appointed('t5'), appointed('t5')];
    node.onNew = () => setTimeout(() => node.commitPool(), 20);
    const outcomes = await submit([first, second], 'committed');
    expect(outcomes.map(({ result }) => result?.code).sort()).toEqual(['officer.exists', 'ok']);
    expect(outcomes.find(({ result }) => result?.code === 'officer.exists')?.detail).toEqual(expect.any(String));
  });
});

describe('refusals', () => {
  const cases: readonly (readonly [code: string, status: number, make: () => Transaction])[] = [
    [
      'tx.signer-unknown',
      403,
      () => node.transaction('officer.appoint', 'nobody', appointed('x').payload.body as never),
    ],
    ['officer.exists', 409, () => node.appointment('rector')],
    [
      'officer.bad-term',
      422,
      () => node.transaction('officer.appoint', 'education', { key: keyOf('x'), roles: ['registrar'], untilMs: 1 }),
    ],
    [
      'subject.unknown',
      404,
      () =>
        node.transaction('record.issue', 'rector', {
          type: 'diploma',
          subject: subjectOf('nobody', 'education'),
          content: {
            type: 'sealed',
            sidecar: sha256(new Uint8Array(1)),
            commitment: sha256(new Uint8Array(2)),
            sealedTo: keyOf('nobody'),
          },
        }),
    ],
  ];

  test.each(cases.slice(0, 3))('%s', async (code, status, make) => {
    const response = await post(JSON.stringify(submissionShape.toJson(bodyOf([make()]))));
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    const problem = (await response.json()) as object;
    expect(problem).toMatchObject({
      code,
      status,
      type: `urn:annals:error:${code}`,
      detail: expect.any(String),
      remedy: expect.any(String),
    });
    expect(node.mempool.size).toBe(0);
  });

  test('sealed content that is not sent', async () => {
    const [, , make] = cases[3] as (typeof cases)[number];
    await expect(submit([make()])).rejects.toMatchObject({ code: 'sidecar.mismatch' });
  });

  test('a signature that is not right', async () => {
    const { bytes } = appointed('x');
    const forged = Uint8Array.from(bytes);
    forged[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    await expect(submit([{ bytes: forged } as Transaction])).rejects.toMatchObject({ code: 'tx.bad-signature' });
  });

  test('bytes that are no transaction', async () => {
    await expect(submit([{ bytes: encode({ a: 1 }) } as Transaction])).rejects.toMatchObject({ code: 'codec.shape' });
    await expect(submit([{ bytes: Uint8Array.of(0xff) } as Transaction])).rejects.toMatchObject({
      code: 'codec.malformed',
    });
  });

  test('one that is committed already, alone and among others', async () => {
    const transaction = appointed('twice');
    await node.commit(transaction);
    const { height } = node.chain.head;
    await expect(submit([transaction])).rejects.toMatchObject({ code: 'tx.replayed' });
    expect(await submit([appointed('t6'), transaction])).toMatchObject([
      { status: 'accepted', code: null },
      { status: 'refused', code: 'tx.replayed', height, result: { code: 'ok' } },
    ]);
  });

  test('several are told one by one', async () => {
    expect(
      await submit([node.appointment('rector'), appointed('t7'), { bytes: Uint8Array.of(1) } as Transaction]),
    ).toMatchObject([
      { status: 'refused', code: 'officer.exists' },
      { status: 'accepted', id: expect.any(String) },
      { status: 'refused', code: 'codec.shape', id: null },
    ]);
    expect(node.chain.state.get(stateKey.officer('00'.repeat(20) as never))).toBeUndefined();
  });

  test('no room', async () => {
    const offer = node.services.intake.offer;
    node.services.intake.offer = async (batch) =>
      batch.map(() => ({ ok: false, id: null, code: 'node.busy', detail: 'full' }));
    try {
      const response = await post(JSON.stringify(submissionShape.toJson(bodyOf([appointed('a'), appointed('b')]))));
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ code: 'node.busy' });
    } finally {
      node.services.intake.offer = offer;
    }
  });

  test('a node that is catching up', async () => {
    node.isReady = false;
    await expect(submit([appointed('t8')])).rejects.toMatchObject({ code: 'node.not-ready' });
    expect(node.mempool.size).toBe(0);
  });
});

describe('bodies', () => {
  const empty = { transactions: [], wait: 'accepted', timeoutMs: 0 };
  test.each([
    ['not JSON', '{', 400, 'codec.malformed'],
    ['nothing', '', 400, 'codec.malformed'],
    ['no transaction', JSON.stringify(empty), 400, 'codec.shape'],
    ['an unknown field', JSON.stringify({ ...empty, extra: 1 }), 400, 'codec.shape'],
    ['a prototype', '{"__proto__": {"wait": "accepted"}}', 400, 'codec.shape'],
    [
      'hex in capitals',
      JSON.stringify({ ...empty, transactions: [{ transaction: 'AB', sidecar: null }] }),
      400,
      'codec.shape',
    ],
    ['a list', '[]', 400, 'codec.shape'],
  ])('%s', async (_name, body, status, code) => {
    const response = await post(body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  test('another format', async () => {
    expect((await post('<a/>', 'application/xml')).status).toBe(415);
  });

  test('too long', async () => {
    const response = await post(`"${'a'.repeat(33 * 1024 * 1024)}"`).catch(() => undefined);
    // The server may close before all is sent; if it answers, then with this.
    if (response)
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'codec.too-large']);
    expect((await node.client.call(routes.status)).height).toBeGreaterThan(0);
  });

  test('CBOR is read, and answered in kind', async () => {
    const transaction = appointed('t9');
    const response = await post(
      Uint8Array.from(encodeShape(submissionShape, bodyOf([transaction]))),
      'application/cbor',
    );
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/cbor']);
    const answer = decodeShape(submissionAnswer, new Uint8Array(await response.arrayBuffer()), 10_000);
    expect(answer.outcomes).toMatchObject([{ id: transaction.id, status: 'accepted' }]);
  });

  test('CBOR that is not canonical is refused, as a problem document', async () => {
    const bytes = Uint8Array.from([...encodeShape(submissionShape, bodyOf([appointed('x')])), 0]);
    expect(() => decode(bytes, bytes.length)).toThrow('canonical');
    const response = await post(bytes, 'application/cbor');
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'codec.malformed']);
  });
});

/** Whether a condition comes true within a second. */
async function settled(condition: () => boolean): Promise<boolean> {
  for (let i = 0; i < 100 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  return condition();
}
