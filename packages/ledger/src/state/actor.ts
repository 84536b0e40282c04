/** The capacities in which a signer can act. `authority.ts` finds the one of a transaction. */
import type { Agency, Officer, Subject, Validator } from '../block/index.ts';
import type { AgencyId, OfficerId, SubjectId } from '../codec/index.ts';

/** Who acts, as the state knows it before the operation. */
export type Actor =
  | { readonly type: 'agency'; readonly agencyId: AgencyId; readonly agency: Agency }
  | {
      readonly type: 'officer';
      readonly agencyId: AgencyId;
      readonly agency: Agency;
      readonly officerId: OfficerId;
      readonly officer: Officer;
    }
  | { readonly type: 'subject'; readonly subjectId: SubjectId; readonly subject: Subject }
  | { readonly type: 'validator'; readonly validator: Validator }
  /** An agency by the latest key of its validator, also when it has given up its seat. */
  | { readonly type: 'holder'; readonly agencyId: AgencyId; readonly agency: Agency };

export type ActorType = Actor['type'];
export type ActorOf<A extends ActorType> = Extract<Actor, { readonly type: A }>;
