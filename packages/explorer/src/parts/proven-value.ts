/** A value of the state that is public, fetched with its proof and verified. */
import type { Header, StateKey, ValueKind, ValueOf } from '@annals/ledger/block';
import { verifyValue } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import type { Connection } from '../connection/connection.ts';

/** `value` is undefined where it is proven that the state holds nothing. @throws AnnalsError `proof.*`. */
export async function provenValue<K extends ValueKind>(
  connection: Connection,
  key: StateKey<K>,
): Promise<{ readonly value: ValueOf<K> | undefined; readonly header: Header }> {
  return connection.prove(async (node) =>
    verifyValue(connection.trusted, key, (await node.call(routes.provenValue, { params: { key } })).proven),
  );
}
