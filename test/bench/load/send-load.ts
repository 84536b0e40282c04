/** Sends prepared submissions to the nodes in turn, each node with so many under way, until the time is up. */
import { Agent, request } from 'node:http';
import { decodeShape } from '@annals/ledger/codec';
import { submissionAnswer } from '@annals/ledger/rest';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const BUSY_PAUSE_MS = 50;

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

function post(agent: Agent, url: string, body: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/cbor', accept: 'application/cbor', 'content-length': body.length };
    const sent = request(`${url}/v1/transactions`, { agent, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface Sent {
  /** From the moment a submission was sent to the answer that all of it is committed. */
  readonly latenciesMs: readonly number[];
  readonly committed: number;
  /** Committed with a code other than ok, by code; and what was refused or not answered in time. */
  readonly others: ReadonlyMap<string, number>;
  /** Submissions that were answered 503 or 429 and sent again. */
  readonly pushedBack: number;
  /** Whether the prepared load ran out before the time. */
  readonly ranOut: boolean;
}

/** Submissions must be made with `wait: committed`: each node has at most `inFlight` of them under way. */
export async function sendLoad(
  urls: readonly string[],
  bodies: Uint8Array[],
  options: { readonly inFlight: number; readonly untilMs: number; readonly countFromMs: number },
): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.inFlight });
  const latenciesMs: number[] = [];
  const others = new Map<string, number>();
  let committed = 0;
  let pushedBack = 0;
  let ranOut = false;
  const note = (code: string) => others.set(code, (others.get(code) ?? 0) + 1);

  const client = async (url: string): Promise<void> => {
    while (performance.now() < options.untilMs) {
      const body = bodies.pop();
      if (!body) {
        ranOut = true;
        return;
      }
      const sentMs = performance.now();
      const answer = await post(agent, url, body);
      const nowMs = performance.now();
      if (answer.status === 503 || answer.status === 429) {
        pushedBack += 1;
        bodies.push(body);
        await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
        continue;
      }
      if (answer.status !== 200)
        throw new Error(`${url} answered ${answer.status}: ${answer.body.toString('utf8').slice(0, 300)}`);
      if (nowMs < options.countFromMs || nowMs > options.untilMs) continue;
      latenciesMs.push(nowMs - sentMs);
      for (const { status, code, result } of decodeShape(submissionAnswer, answer.body, MAX_ANSWER_BYTES).outcomes) {
        if (status === 'committed' && result?.code === 'ok') committed += 1;
        else note(code ?? result?.code ?? status);
      }
    }
  };
  await Promise.all(urls.flatMap((url) => Array.from({ length: options.inFlight }, () => client(url))));
  agent.destroy();
  return { latenciesMs, committed, others, pushedBack, ranOut };
}
