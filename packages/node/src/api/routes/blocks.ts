/** Blocks, the genesis document and the epochs: what a light client begins with. */
import { decodeHeader } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import type { NodeServices } from '../../services.ts';
import type { Handlers } from '../handler.ts';
import { pageOf } from '../lists.ts';

export function blockRoutes({
  store,
  genesis,
}: NodeServices): Pick<Handlers, 'blocks' | 'block' | 'genesis' | 'epochs'> {
  return {
    blocks: ({ query }) => {
      const { items, next } = store.headers(pageOf(query));
      return { items: items.map(({ hash, headerBytes }) => ({ hash, header: decodeHeader(headerBytes) })), next };
    },
    block: ({ params: { height } }) => {
      const header = store.header(height);
      const contents = header && store.contents(height);
      const certificate = contents && store.certificate(height);
      if (!certificate) throw new AnnalsError('block.not-found', `the last block is ${store.head.height}`);
      return { hash: header.hash, header: decodeHeader(header.headerBytes), certificate, transactions: contents.ids };
    },
    genesis: () => genesis,
    epochs: () => ({ epochs: store.epochs() }),
  };
}
