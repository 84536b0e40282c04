/**
 * Reads what a node answers, within the bound of what it may answer: the bytes are counted as they come, after they
 * have been unpacked, and nothing is kept of an answer that has more (ATTACK endless-answer).
 */
import { maxJsonBytes, type Shape } from '../codec/index.ts';
import type { FetchedAnswer } from './fetch.ts';
import { errorOfProblem, type NodeProblem, problemShape } from './problem.ts';

/** The longest proof and page stay well below. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The most bytes of an answer of this shape. */
export function maxAnswerBytes({ bounds }: Pick<Shape<unknown>, 'bounds'>): number {
  return Math.min(maxJsonBytes(bounds), MAX_ANSWER_BYTES);
}

/** The most bytes of an answer that says why there is none. */
export const MAX_PROBLEM_BYTES = maxAnswerBytes(problemShape);

/** The text of an answer; undefined when it has more bytes than may be: the rest is not read. @throws what reading does. */
export async function readWithin(answer: FetchedAnswer, maxBytes: number): Promise<string | undefined> {
  const { body } = answer;
  if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel();
    return undefined;
  }
  if (body === undefined) {
    const text = await answer.text();
    return text.length > maxBytes ? undefined : text;
  }
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    bytes += value.length;
    if (bytes > maxBytes) {
      // Whether it ends as it is told to is of no interest.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
  return parts.join('') + decoder.decode();
}

/** The error that an answer stands for which is no success, whatever it holds. @throws what reading it does. */
export async function errorOfAnswer(answer: FetchedAnswer): Promise<NodeProblem> {
  const text = await readWithin(answer, MAX_PROBLEM_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    value = undefined;
  }
  return errorOfProblem(value, answer.headers);
}
