/** Ada, who has something of everything that a node tells of a person, in two sectors; and Bob, who acts for her. */
import type { EntitlementId, PaymentId, ProgrammeId, RecordId, TransactionId } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { newObjectId } from '@annals/ledger/transaction';
import { type SingleNode, START_MS, secretOf, subjectOf } from './single-node.ts';

const HOUR_MS = 3_600_000;
const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const adaWelfare = subjectOf('ada', 'welfare');
const bobWelfare = subjectOf('bob', 'welfare');

/** What was made for her. */
export interface LifeOfAda {
  readonly record: RecordId;
  /** A read of the record by a doctor. */
  readonly transaction: TransactionId;
  readonly programme: ProgrammeId;
  readonly entitlement: EntitlementId;
  readonly payment: PaymentId;
}

export async function commitLifeOfAda(node: SingleNode): Promise<LifeOfAda> {
  await node.commit(
    node.appointment('doctor'),
    node.appointment('rector'),
    node.appointment('case-worker'),
    node.appointment('treasurer'),
    node.enrolment('ada', 'health'),
    node.enrolment('ada', 'welfare'),
    node.enrolment('bob', 'health'),
    node.enrolment('bob', 'welfare'),
  );
  const person = { name: 'ada', sector: 'health' };
  const { transaction: issue, record } = await node.issue('doctor', 'medical-record', person, {
    general: { resources: [] },
  });
  const programme = node.transaction('programme.open', 'welfare', {
    name: { en: 'Heating' },
    sector: 'welfare',
    currency: 'EUR',
    budget: 9_000,
    grantRoles: ['case-worker'],
    payRoles: ['treasurer'],
  });
  await node.commit(issue, programme);
  const grant = node.transaction('entitlement.grant', 'case-worker', {
    programme: newObjectId('programme', programme.payload.signer, programme.payload.salt),
    subject: adaWelfare,
    amount: 100,
    from: '2027-01',
    to: '2027-12',
  });
  const entitlement = newObjectId('entitlement', grant.payload.signer, grant.payload.salt);
  await node.commit(grant);
  const schedule = node.transaction('payment.schedule', 'treasurer', {
    entitlement,
    period: '2027-02',
    amount: 100,
    dueMs: START_MS + HOUR_MS,
  });
  const mandate = { kind: 'guardian', fromMs: 0, untilMs: START_MS + HOUR_MS } as const;
  const read = node.reading('doctor', [{ record, sections: ['general'] }]);
  await node.commit(
    schedule,
    read,
    ...node.mandate('registry', 'bob', { subject: ada, representative: bob, ...mandate }),
    ...node.mandate('registry', 'bob', { subject: adaWelfare, representative: bobWelfare, ...mandate }),
  );
  const payments = await node.client.call(routes.subjectPayments, {
    params: { subject: adaWelfare },
    prove: { secret: secretOf('ada'), chain: node.chain.chain },
  });
  return {
    record,
    transaction: read.id,
    programme: newObjectId('programme', programme.payload.signer, programme.payload.salt),
    entitlement,
    payment: payments.items[0]?.id as PaymentId,
  };
}
