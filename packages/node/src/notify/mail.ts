/** A mail as it is handed to whoever delivers it, and what became of it. Delivered by `mail/`. */

export interface Mail {
  /** The same for each attempt: a mailbox that gets it twice can tell. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** A BCP 47 tag. */
  readonly language: string;
  /** Where one click ends the subscription (RFC 8058); null where the node has no public address. */
  readonly unsubscribeUrl: string | null;
}

/** What became of an attempt. */
export type Delivery =
  | { readonly status: 'sent' }
  /** The server refuses this mail or this address; others may go. */
  | { readonly status: 'refused'; readonly reason: string }
  /** Nothing goes at present. */
  | { readonly status: 'unavailable'; readonly reason: string };

export interface Mailer {
  /** Never throws. A reason holds codes alone, no address. */
  send(mail: Mail): Promise<Delivery>;
  close(): void;
}
