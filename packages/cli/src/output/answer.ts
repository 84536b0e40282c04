/** What a command answers: once for people, once for programs, from the same values. */
import type { JsonValue } from '@annals/ledger/codec';

export interface Answer {
  /** Short, aligned, and it says what happened and what can be done next. */
  readonly text: string;
  readonly json: JsonValue;
  /** The exit code; 0 unless the answer itself is bad news, such as a stalled network. */
  readonly exit?: number;
}

/** The answer as it is printed. */
export function renderAnswer(answer: Answer, json: boolean): string {
  return json ? `${JSON.stringify(answer.json)}\n` : answer.text === '' ? '' : `${answer.text.trimEnd()}\n`;
}
