/** What a person is granted and paid: each entitlement, payment and programme verified; that none is left out is not. */
import { type Entitlement, type Payment, type Programme, stateKey } from '@annals/ledger/block';
import type { IdentifierKind, IdOf } from '@annals/ledger/codec';
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import { fetchValue, inGroups } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { type Asker, askNodes, listAs, verifiedAbout } from './asker.ts';
import { settle } from './settled.ts';

interface Identified<K extends IdentifierKind, T> {
  readonly id: IdOf<K>;
  readonly value: T;
}

export interface OwnPayments {
  readonly entitlements: readonly Identified<'entitlement', Entitlement>[];
  readonly payments: readonly Identified<'payment', Payment>[];
  readonly programmes: readonly Identified<'programme', Programme>[];
  /** What was listed and could not be verified: it is not among the others. */
  readonly failed: readonly { readonly code: ErrorCode; readonly reason: string }[];
}

/** One that does not verify is named, and takes none of the others with it. */
export async function readOwnPayments(asker: Asker): Promise<OwnPayments> {
  const params = { subject: asker.subject };
  const [entitlements, payments] = await Promise.all([
    listAs(asker, (node, prove, after) => node.call(routes.subjectEntitlements, { params, query: { after }, prove })),
    listAs(asker, (node, prove, after) => node.call(routes.subjectPayments, { params, query: { after }, prove })),
  ]);
  const granted = await settleAll(entitlements, ({ id }) =>
    existing(id, verifiedAbout(asker, stateKey.entitlement(id))),
  );
  const ids = [...new Set(granted.done.map(({ value }) => value.programme))];
  const paid = await settleAll(payments, ({ id }) => existing(id, verifiedAbout(asker, stateKey.payment(id))));
  const programmes = await settleAll(ids, (id) => existing(id, verifiedProgramme(asker, id)));
  return {
    entitlements: granted.done,
    payments: paid.done,
    programmes: programmes.done,
    failed: [...granted.failed, ...paid.failed, ...programmes.failed],
  };
}

async function verifiedProgramme(asker: Asker, id: IdOf<'programme'>): Promise<Programme | undefined> {
  const { trusted } = asker.setting;
  return (await askNodes(asker, (node) => fetchValue(node, trusted, stateKey.programme(id)))).value;
}

async function existing<Id, T>(id: Id, found: Promise<T | undefined>): Promise<{ readonly id: Id; readonly value: T }> {
  const value = await found;
  if (value === undefined) throw new AnnalsError('proof.membership', 'the node lists what the ledger does not hold');
  return { id, value };
}

interface Done<R> {
  readonly done: readonly R[];
  readonly failed: OwnPayments['failed'];
}

async function settleAll<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<Done<R>> {
  const all = await inGroups(items, (item) => settle(work(item)));
  return {
    done: all.flatMap((each) => (each.ok ? [each.value] : [])),
    failed: all.flatMap((each) => (each.ok ? [] : [{ code: each.code, reason: each.reason }])),
  };
}
