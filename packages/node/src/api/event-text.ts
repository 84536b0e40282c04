/** Events as server-sent events are written. */
import type { JsonValue } from '@annals/ledger/codec';

export function eventText(event: string, data: JsonValue): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Of a block: its id says up to where a subscriber has been told. */
export function blockText(height: number, data: JsonValue): string {
  return `id: ${height}\n${eventText('block', data)}`;
}
