/**
 * What a person has decided about her data and who may act for her, all of it verified: consents, restrictions,
 * mandates, for whom she herself acts, and what may be going on against her: a recovery of her key, a report of her death.
 */
import {
  type AgencyStatement,
  type Consent,
  isUnconfirmed,
  type Mandate,
  type MandateOffer,
  type Recovery,
  type Restriction,
  stateKey,
} from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Asker, verifiedAbout } from './asker.ts';
import { type Settled, settle } from './settled.ts';

export interface Standing {
  readonly consents: Settled<readonly Consent[]>;
  readonly restrictions: Settled<readonly Restriction[]>;
  readonly mandates: Settled<readonly Mandate[]>;
  /** Mandates that wait for her to accept or decline them. */
  readonly offers: Settled<readonly MandateOffer[]>;
  readonly represents: Settled<readonly SubjectId[]>;
  readonly recovery: Settled<Recovery | undefined>;
  /** That one agency says that she died, and no second one does. */
  readonly reported: Settled<AgencyStatement | null>;
}

/** Somebody for whom she acts, with the mandate that says so; null where the node says that there is none in force. */
export interface Acting {
  readonly subject: SubjectId;
  readonly mandate: Settled<Mandate | null>;
}

/** For whom she acts: those of her standing, each with the mandate, verified. @throws AnnalsError `proof.*`. */
export async function readActing(asker: Asker): Promise<readonly Acting[]> {
  const represents = (await verifiedAbout(asker, stateKey.represented(asker.subject))) ?? [];
  return Promise.all(
    represents.map(async (subject) => ({
      subject,
      mandate: await settle(mandateFor(asker, subject).catch(unlessEnded)),
    })),
  );
}

/** What the person whom she represents has granted her, the latest. */
async function mandateFor(asker: Asker, subject: SubjectId): Promise<Mandate | null> {
  const mandates = (await verifiedAbout({ ...asker, subject }, stateKey.mandates(subject))) ?? [];
  return latestMandate(mandates, asker.subject);
}

/**
 * Of mandates in the order in which they were granted, the one to show: in force before what waits for a second agency,
 * and both before what has ended.
 */
export function latestMandate(mandates: readonly Mandate[], representative: SubjectId): Mandate | null {
  const hers = mandates.filter((mandate) => mandate.representative === representative);
  const accepted = hers.filter(({ status }) => status === 'accepted');
  return accepted.findLast((each) => !isUnconfirmed(each)) ?? accepted.at(-1) ?? hers.at(-1) ?? null;
}

/** When a mandate has ended, a node tells her nothing of the person any more. */
function unlessEnded(error: unknown): null {
  if (error instanceof AnnalsError && error.code === 'auth.not-entitled') return null;
  throw error;
}

/** Each part by itself: one that does not verify is no reason to show none. */
export async function readStanding(asker: Asker): Promise<Standing> {
  const { subject: id } = asker;
  const listAt = <T>(found: Promise<readonly T[] | undefined>) => settle(found.then((list) => list ?? []));
  const [consents, restrictions, mandates, offers, represents, recovery, reported] = await Promise.all([
    listAt(verifiedAbout(asker, stateKey.consents(id))),
    listAt(verifiedAbout(asker, stateKey.restrictions(id))),
    listAt(verifiedAbout(asker, stateKey.mandates(id))),
    listAt(verifiedAbout(asker, stateKey.mandateOffers(id))),
    listAt(verifiedAbout(asker, stateKey.represented(id))),
    settle(verifiedAbout(asker, stateKey.recovery(id))),
    settle(verifiedAbout(asker, stateKey.subject(id)).then((subject) => subject?.reported ?? null)),
  ]);
  return { consents, restrictions, mandates, offers, represents, recovery, reported };
}
