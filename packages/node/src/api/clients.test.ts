/** Who a client is: by its address, behind proxies that are trusted, and as a member for a while. */
import { expect, test } from '@jest/globals';
import { Clients } from '../serving/clients.ts';
import { costlyAnswers } from './testing/costly-answers.ts';
import { SingleNode } from './testing/single-node.ts';

/** Each address gets one answer, and waits for hours then. */
const LIMITS = { workMs: { ofOneAddress: 100, ofStrangers: 1_000_000_000, ofMembers: 1 }, usedMs: costlyAnswers() };

/** The statuses of requests that say whom they are for. */
async function statusesFor(node: SingleNode, ...forwarded: readonly string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const address of forwarded) {
    const response = await fetch(`${node.url}/v1/status`, { headers: { 'x-forwarded-for': address } });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  return statuses;
}

test('ATTACK forged-forwarding: nobody but a trusted proxy is believed whom it asks for', async () => {
  const node = await SingleNode.start(LIMITS);
  try {
    expect(await statusesFor(node, '10.0.0.1', '10.0.0.2', '10.0.0.3')).toEqual([200, 429, 429]);
  } finally {
    await node.stop();
  }
});

test('behind a trusted proxy each client has its own rate, by the last address that is no proxy', async () => {
  const node = await SingleNode.start({ ...LIMITS, trustedProxies: ['127.0.0.0/8', '10.9.0.0/16'] });
  try {
    expect(await statusesFor(node, '10.0.0.1', '10.0.0.2', '10.0.0.1')).toEqual([200, 200, 429]);
    // What a client wrote before its proxy did does not count.
    expect(await statusesFor(node, '1.1.1.1, 10.0.0.1, 10.9.0.1', '10.0.0.3')).toEqual([429, 200]);
    expect(await statusesFor(node, 'nonsense', 'other nonsense')).toEqual([200, 429]);
  } finally {
    await node.stop();
  }
});

test('members are known by address, or by a proof for a while; a proxy is nobody', () => {
  const clients = new Clients({ trustedProxies: ['10.0.0.1'], memberAddresses: ['192.0.2.0/24', '2001:db8::/32'] });
  const isMember = (address: string): boolean => clients.holderOf(address).isMember;
  expect(['192.0.2.77', '2001:db8:1::2', '::ffff:192.0.2.7'].map(isMember)).toEqual([true, true, true]);
  expect(['192.0.3.1', '::1', 'nonsense', ''].map(isMember)).toEqual([false, false, false, false]);
  clients.noteMember('192.0.3.1');
  expect([isMember('192.0.3.1'), isMember('192.0.3.2')]).toEqual([true, false]);
  expect(clients.holderOf('10.0.0.1')).toEqual({ account: null, isMember: false });
});
