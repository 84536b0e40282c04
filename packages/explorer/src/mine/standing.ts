/**
 * What a person has decided about her data and who may act for her, all of it verified: consents, restrictions,
 * mandates, for whom she herself acts, and a recovery of her key that may be going on.
 */
import {
  type Consent,
  type Mandate,
  type Recovery,
  type Restriction,
  type Subject,
  stateKey,
} from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { type Asker, verifiedAbout } from './asker.ts';

export interface Standing {
  readonly subject: Subject | undefined;
  readonly consents: readonly Consent[];
  readonly restrictions: readonly Restriction[];
  readonly mandates: readonly Mandate[];
  readonly represents: readonly SubjectId[];
  readonly recovery: Recovery | undefined;
}

/** @throws AnnalsError `proof.*` for what does not verify. */
export async function readStanding(asker: Asker): Promise<Standing> {
  const { subject: id } = asker;
  const [subject, consents, restrictions, mandates, represents, recovery] = await Promise.all([
    verifiedAbout(asker, stateKey.subject(id)),
    verifiedAbout(asker, stateKey.consents(id)),
    verifiedAbout(asker, stateKey.restrictions(id)),
    verifiedAbout(asker, stateKey.mandates(id)),
    verifiedAbout(asker, stateKey.represented(id)),
    verifiedAbout(asker, stateKey.recovery(id)),
  ]);
  return {
    subject,
    consents: consents ?? [],
    restrictions: restrictions ?? [],
    mandates: mandates ?? [],
    represents: represents ?? [],
    recovery,
  };
}
