/** What a person is granted and paid: each entitlement, payment and programme verified; that none is left out is not. */
import { type Entitlement, type Payment, type Programme, stateKey } from '@annals/ledger/block';
import type { IdentifierKind, IdOf } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { verifyValue } from '@annals/ledger/light';
import { fetchWholeList, routes } from '@annals/ledger/rest';
import { ask, clientOf } from '../connection/connection.ts';
import { type Asker, askAs, holds, verifiedAbout } from './asker.ts';

interface Identified<K extends IdentifierKind, T> {
  readonly id: IdOf<K>;
  readonly value: T;
}

export interface OwnPayments {
  readonly entitlements: readonly Identified<'entitlement', Entitlement>[];
  readonly payments: readonly Identified<'payment', Payment>[];
  readonly programmes: readonly Identified<'programme', Programme>[];
}

/** Proofs that are asked for at once. */
const AT_ONCE = 8;

/** @throws AnnalsError `proof.*` for a value that does not verify. */
export async function readOwnPayments(asker: Asker): Promise<OwnPayments> {
  const params = { subject: asker.subject };
  const [entitlements, payments] = await Promise.all([
    fetchWholeList((after) => askAs(asker, routes.subjectEntitlements, { params, query: { after } })),
    fetchWholeList((after) => askAs(asker, routes.subjectPayments, { params, query: { after } })),
  ]);
  const verifiedEntitlements = await inTurns(entitlements, ({ id }) =>
    existing(id, verifiedAbout(asker, stateKey.entitlement(id))),
  );
  const programmes = [...new Set(verifiedEntitlements.map(({ value }) => value.programme))];
  return {
    entitlements: verifiedEntitlements,
    payments: await inTurns(payments, ({ id }) => existing(id, verifiedAbout(asker, stateKey.payment(id)))),
    programmes: await inTurns(programmes, (id) => existing(id, verifiedProgramme(asker, id))),
  };
}

async function verifiedProgramme({ setting }: Asker, id: IdOf<'programme'>): Promise<Programme | undefined> {
  const key = stateKey.programme(id);
  const { proven } = await ask(setting.nodes.map(clientOf), (client) =>
    client.call(routes.provenValue, { params: { key } }),
  );
  return holds(verifyValue(setting.trusted, key, proven)).value;
}

async function existing<Id, T>(id: Id, found: Promise<T | undefined>): Promise<{ readonly id: Id; readonly value: T }> {
  const value = await found;
  if (value === undefined) throw new AnnalsError('proof.membership', 'the node lists what the ledger does not hold');
  return { id, value };
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  }
  return done;
}
