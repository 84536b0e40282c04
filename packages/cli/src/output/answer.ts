/** What a command answers: once for people, once for programs, from the same values. */
import type { JsonValue } from '@annals/ledger/codec';
import { printable } from './table.ts';

export interface Answer {
  /** Short, aligned, and it says what happened and what can be done next. */
  readonly text: string;
  readonly json: JsonValue;
  /** The exit code; 0 unless the answer itself is bad news, such as a stalled network. */
  readonly exit?: number;
}

/** The answer as it is printed: whatever nodes, holders of shares and writers of content put into it moves no cursor. */
export function renderAnswer(answer: Answer, json: boolean): string {
  if (json) return `${JSON.stringify(answer.json)}\n`;
  return answer.text === '' ? '' : `${answer.text.trimEnd().split('\n').map(printable).join('\n')}\n`;
}
