/** Why a transaction of a key ceremony is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const CEREMONY_CODES = {
  'ceremony.other': {
    http: 409,
    exit: 3,
    title: 'No key ceremony of this epoch runs.',
    remedy: 'Nothing to do: it has ended, or another one has begun.',
  },
  'ceremony.round': {
    http: 409,
    exit: 3,
    title: 'The key ceremony is in another round.',
    remedy: 'Nothing to do: the round has ended or not begun; the validators go on by themselves.',
  },
  'ceremony.not-part': {
    http: 403,
    exit: 3,
    title: 'The agency has no part in this round of the key ceremony.',
    remedy: 'Agencies with a seat join, those that joined respond, and those that hold a share or joined deal.',
  },
  'ceremony.spoken': {
    http: 409,
    exit: 3,
    title: 'The agency has spoken in this round of the key ceremony.',
    remedy: 'Nothing to do: what came first counts.',
  },
  'ceremony.key': {
    http: 422,
    exit: 3,
    title: 'The key cannot be joined with.',
    remedy: 'Join with a fresh key of your own.',
  },
  'ceremony.candidate': {
    http: 409,
    exit: 3,
    title: 'The key ceremony is about to make another key than the one that is confirmed.',
    remedy: 'Nothing to do: a dealer was found out since; the validator takes its share anew and confirms that.',
  },
  'ceremony.confirmation': {
    http: 422,
    exit: 3,
    title: 'The confirmation does not prove that the agency holds its share.',
    remedy: 'Confirm once the share is held; an honest validator does no other.',
  },
  'ceremony.early': {
    http: 409,
    exit: 3,
    title: 'The round of the key ceremony cannot be ended yet.',
    remedy: 'Wait for its time to be over, and for as many to join as will be needed; for a first key all seats join.',
  },
  'ceremony.running': {
    http: 409,
    exit: 3,
    title: 'A key ceremony runs.',
    remedy: 'Wait for its outcome.',
  },
  'ceremony.not-due': {
    http: 409,
    exit: 3,
    title: 'The network key is not to be shared again now.',
    remedy:
      'A validator without a share asks once the pauses are over: after the last ceremony, and its own, which grows.',
  },
} as const satisfies Record<string, CatalogueEntry>;
