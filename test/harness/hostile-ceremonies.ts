/**
 * Bends how a node takes part in key ceremonies before it is loaded: in each it draws whether it deals badly or not at
 * all, complains of dealings that are right, and confirms falsely or not at all.
 */
import { randomInt } from 'node:crypto';
import {
  dealersOf,
  indexAmong,
  type KeyCeremony,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { readValue, type StateSource, spokenIn } from '@annals/ledger/state';
import { complain, SHARE_POSSESSION_SIZE_BYTES } from '@annals/ledger/threshold';
import { crookedDealing } from '@annals/ledger/threshold/testing';
import type { BodyOf, ChainId } from '@annals/ledger/transaction';
import { CeremonyDriver, CeremonySecrets } from '@annals/node/release/testing';
import { pick } from './hostility.ts';

/** How it goes about one ceremony. */
const draw = (epoch: number) => ({
  epoch,
  deals: pick(['well', 'badly', 'badly', 'not'] as const),
  complainsFalsely: randomInt(2) === 1,
  confirms: pick(['truly', 'falsely', 'not'] as const),
});
let plan = draw(-1);

function planFor({ epoch }: KeyCeremony): typeof plan {
  if (plan.epoch !== epoch) {
    plan = draw(epoch);
    console.error(`ceremony ${epoch}: ${JSON.stringify(plan)}`);
  }
  return plan;
}

/** What the node keeps, once it is loaded, and whose it is. */
let store: { readonly state: StateSource; readonly chain: ChainId } | undefined;
let own: AgencyId | undefined;
let secrets: CeremonySecrets | undefined;

const { duties } = CeremonyDriver.prototype;
const { keepDealing, drawSecret } = CeremonySecrets.prototype;
type Due = ReturnType<ReturnType<typeof duties>[number]['due']>[number];

CeremonyDriver.prototype.duties = function () {
  return duties.call(this).map((duty) => ({ ...duty, due: (now) => duty.due(now).flatMap(twisted) }));
};

function twisted(due: Due): readonly Due[] {
  const ceremony = store && readValue(store.state, stateKey.ceremony);
  if (!ceremony) return [due];
  const { deals, complainsFalsely, confirms } = planFor(ceremony);
  switch (due.kind) {
    case 'ceremony.deal':
      return deals === 'not' ? [] : [due];
    case 'ceremony.respond': {
      const body = due.body as BodyOf<'ceremony.respond'>;
      return complainsFalsely
        ? [{ ...due, body: { ...body, complaints: falseComplaints(ceremony, body.agency) } }]
        : [due];
    }
    case 'ceremony.confirm': {
      const proof = randomBytes(SHARE_POSSESSION_SIZE_BYTES);
      if (confirms === 'falsely') return [{ ...due, body: { ...(due.body as BodyOf<'ceremony.confirm'>), proof } }];
      return confirms === 'not' ? [] : [due];
    }
    default:
      return [due];
  }
}

/** Of every dealing that stands, the good ones too. */
function falseComplaints(ceremony: KeyCeremony, agency: AgencyId): BodyOf<'ceremony.respond'>['complaints'] {
  const source = store;
  const index = indexAmong(participantsOf(ceremony), agency);
  const secret = secrets?.secretOf(ceremony.epoch);
  if (!source || index === null || !secret) return [];
  const scheme = thresholdCeremonyOf(source.chain, ceremony);
  const { dealings } = spokenIn({ get: (key) => readValue(source.state, key) }, ceremony);
  return dealings.map(({ dealer, dealing }) => complain(scheme, dealer, dealing, index, secret, randomBytes));
}

CeremonySecrets.prototype.drawSecret = function (...drawn) {
  secrets = this;
  return drawSecret.apply(this, drawn);
};

CeremonySecrets.prototype.keepDealing = function (epoch, dealing) {
  const ceremony = store && readValue(store.state, stateKey.ceremony);
  const held = ceremony?.previous && this.shareOf(ceremony.previous.key.epoch);
  const index = ceremony && own && indexAmong(dealersOf(ceremony), own);
  if (!store || !ceremony || !index || planFor(ceremony).deals !== 'badly')
    return keepDealing.call(this, epoch, dealing);
  const scheme = thresholdCeremonyOf(store.chain, ceremony);
  const victims = scheme.participants.flatMap((_, position) => (randomInt(2) ? [position + 1] : []));
  return keepDealing.call(this, epoch, crookedDealing(scheme, index, victims, randomBytes, held?.secret).dealing);
};

/** Tells it in whose node it is, once that is loaded. */
export function takePart(of: NonNullable<typeof store>, agency: AgencyId | undefined): void {
  store = of;
  own = agency;
}
