import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NETWORK_LIMITS } from './limits.ts';
import { connectAll, createMember, type TestMember } from './testing/members.ts';

let asker: TestMember;
let answerer: TestMember;

beforeEach(async () => {
  asker = await createMember(0, { waitingRequests: 4 });
  answerer = await createMember(1);
  await connectAll([asker, answerer]);
});

afterEach(async () => {
  await Promise.all([asker.network.stop(), answerer.network.stop()]);
});

function ask(body = new Uint8Array(), timeoutMs = 5_000): Promise<Uint8Array> {
  return asker.network.request(answerer.peer, 'status', body, timeoutMs);
}

/** How a promise ends: its error code, or `ok`. */
async function outcomeOf(answer: Promise<Uint8Array>): Promise<unknown> {
  return answer.then(
    () => 'ok',
    (error: unknown) => Reflect.get(Object(error), 'code'),
  );
}

describe('a request', () => {
  test('brings the answer to what was asked, by whom', async () => {
    answerer.network.onRequest('status', async (from, body, role) => {
      return new TextEncoder().encode(`${from} ${role} ${new TextDecoder().decode(body)}`);
    });
    expect(new TextDecoder().decode(await ask(new TextEncoder().encode('hello')))).toBe(
      `${asker.peer} validator hello`,
    );
    expect(new TextDecoder().decode(await ask())).toBe(`${asker.peer} validator `);
  });

  test('carries the longest question and answer, and no longer ones', async () => {
    const { requestBytes, responseBytes } = NETWORK_LIMITS.requests.sidecars;
    let answerBytes = responseBytes;
    answerer.network.onRequest('sidecars', async (_, body) => {
      expect(body.length).toBe(requestBytes);
      return new Uint8Array(answerBytes).fill(7);
    });
    const long = (bytes: number) => asker.network.request(answerer.peer, 'sidecars', new Uint8Array(bytes), 20_000);
    const answer = await long(requestBytes);
    expect(answer.length).toBe(responseBytes);
    expect(answer.every((byte) => byte === 7)).toBe(true);
    expect(await outcomeOf(long(requestBytes + 1))).toBe('too-large');
    answerBytes += 1;
    expect(await outcomeOf(long(requestBytes))).toBe('failed');
  });

  test('fails when there is no handler, or the handler fails, without telling why', async () => {
    expect(await outcomeOf(ask())).toBe('failed');
    answerer.network.onRequest('status', () => Promise.reject(new Error('a secret')));
    await expect(ask()).rejects.toMatchObject({ code: 'failed', message: 'The peer could not answer.' });
    expect(answerer.network.counters().handlerErrors).toBe(1);
  });

  test('times out, and leaves room for the next', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    answerer.network.onRequest('status', async (_, body) => {
      if (body[0] === 1) await held;
      return body;
    });
    const slow = Array.from({ length: 12 }, () => outcomeOf(ask(new Uint8Array([1]), 200)));
    expect(await Promise.all(slow)).toEqual(Array(12).fill('timeout'));
    release();
    expect(await ask(new Uint8Array([2]))).toEqual(new Uint8Array([2]));
  });

  test('waits for its turn, and is busy when too many wait', async () => {
    let under = 0;
    let most = 0;
    answerer.network.onRequest('status', async (_, body) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 50));
      under -= 1;
      return body;
    });
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => outcomeOf(ask())));
    expect(most).toBe(NETWORK_LIMITS.concurrentRequests);
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(12);
    expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(4);
  });

  test('ATTACK long-answers: does not wait for answers of another kind that a peer gives late', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    answerer.network.onRequest('blocks', async (_, body) => {
      await held;
      return body;
    });
    answerer.network.onRequest('shares', async (_, body) => body);
    const late = Array.from({ length: NETWORK_LIMITS.concurrentRequests + 2 }, () =>
      outcomeOf(asker.network.request(answerer.peer, 'blocks', new Uint8Array(), 20_000)),
    );
    expect(await outcomeOf(asker.network.request(answerer.peer, 'shares', new Uint8Array(), 5_000))).toBe('ok');
    release();
    expect(await Promise.all(late)).toEqual(late.map(() => 'ok'));
  });

  test('is refused as busy by a peer that has enough under way', async () => {
    const eager = await createMember(2, { concurrentRequests: 32 });
    try {
      const members = [asker, answerer, eager];
      await eager.network.start();
      const list = members.map(({ peer, network }) => {
        return { peer, role: 'validator', address: network.addresses()[0] ?? '' } as const;
      });
      for (const { network } of members) network.setMembers(list);
      answerer.network.onRequest('status', async (_, body) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return body;
      });
      while (!eager.network.peers().every(({ connected }) => connected)) await new Promise(setImmediate);
      const requests = Array.from({ length: 12 }, () =>
        outcomeOf(eager.network.request(answerer.peer, 'status', new Uint8Array(1), 5_000)),
      );
      const outcomes = await Promise.all(requests);
      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(8);
      expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(4);
    } finally {
      await eager.network.stop();
    }
  });

  test('fails as unreachable when the peer goes, when it is nobody, and when we stop', async () => {
    answerer.network.onRequest('status', () => new Promise(() => undefined));
    const broken = outcomeOf(ask());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await answerer.network.stop();
    expect(await broken).toBe('unreachable');
    expect(await outcomeOf(ask())).toBe('unreachable');
    expect(await outcomeOf(asker.network.request('nobody', 'status', new Uint8Array(), 100))).toBe('unreachable');
    await asker.network.stop();
    expect(await outcomeOf(ask())).toBe('unreachable');
  });
});
