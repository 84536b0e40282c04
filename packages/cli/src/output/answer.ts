/** What a command answers: once for people, once for programs, from the same values. */
import type { JsonValue } from '@annals/ledger/codec';
import type { Contradicted } from '@annals/ledger/reading';
import { printable } from './table.ts';

export interface Answer {
  /** Short, aligned, and it says what happened and what can be done next. */
  readonly text: string;
  readonly json: JsonValue;
  /** The exit code; 0 unless the answer itself is bad news, such as a stalled network. */
  readonly exit?: number;
}

/** An answer for programs that names the nodes which said what is not so; people are told beside it. */
export function withContradicted(answer: Answer, contradicted: readonly Contradicted[]): Answer {
  const { json } = answer;
  if (contradicted.length === 0 || typeof json !== 'object' || json === null || Array.isArray(json)) return answer;
  const { contradicted: before = [], ...rest } = json as { readonly contradicted?: readonly Contradicted[] };
  const isNamed = ({ node, code }: Contradicted) => before.some((each) => each.node === node && each.code === code);
  const others = contradicted.filter((each) => !isNamed(each));
  const named: readonly JsonValue[] = [...before, ...others].map(({ node, code, reason }) => ({ node, code, reason }));
  return { ...answer, json: { ...rest, contradicted: named } };
}

/** The answer as it is printed: whatever nodes, holders of shares and writers of content put into it moves no cursor. */
export function renderAnswer(answer: Answer, json: boolean): string {
  if (json) return `${JSON.stringify(answer.json)}\n`;
  return answer.text === '' ? '' : `${answer.text.trimEnd().split('\n').map(printable).join('\n')}\n`;
}
