/** What protects a person: it has room of its own in blocks, and clients send it to every node that they know. */
import type { Transaction } from './envelope.ts';

/**
 * Whether it takes something from others and from nobody what is hers: the objection to the recovery of her key, a new
 * key, the end of a consent or a mandate, a restriction. What a person signs of these has room that no other
 * transaction takes (PROTOCOL block-validity).
 */
export function isProtective({ payload }: Pick<Transaction, 'payload'>): boolean {
  switch (payload.kind) {
    case 'recovery.object':
    case 'person.rotate-key':
    case 'consent.withdraw':
    case 'mandate.revoke':
      return true;
    case 'access.restrict':
      return payload.body.on;
    default:
      return false;
  }
}
