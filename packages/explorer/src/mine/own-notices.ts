/** The latest notices of a person, as a node tells them: hints to look, in which nothing is proven. */
import { type Notice, routes } from '@annals/ledger/rest';
import { type Asker, askAs } from './asker.ts';

const SHOWN = 50;

export async function readNotices(asker: Asker): Promise<readonly Notice[]> {
  const { subject } = asker;
  const { items } = await askAs(asker, routes.notices, { params: { subject }, query: { limit: SHOWN } });
  return items;
}
