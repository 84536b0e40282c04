/** Every route over real HTTP, by the typed client, against a node with a real store. */

import { routes } from '@annals/ledger/rest';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SingleNode } from './testing/single-node.ts';

let node: SingleNode;
beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'));
});
afterAll(() => node.stop());

test('status', async () => {
  const status = await node.client.call(routes.status);
  expect(status).toMatchObject({ height: 1, state: 'idle' });
  const blocks = await node.client.call(routes.blocks);
  expect(blocks.items).toHaveLength(1);
});
