/** Networks on loopback for tests: members with fixed keys, and waiting for what must come. */
import { type Log, silentLog } from '../../log.ts';
import {
  createLibp2pNetwork,
  type Member,
  type MemberRole,
  NETWORK_LIMITS,
  type Network,
  type NetworkLimits,
  peerIdOf,
} from '../index.ts';

/** A fixed secret for member `index`. */
export function secretOf(index: number): Uint8Array {
  return new Uint8Array(32).fill(index + 1);
}

export interface TestMember {
  readonly secret: Uint8Array;
  readonly peer: string;
  readonly network: Network;
}

/** Makes a member that listens on a free port of loopback. It is not started. */
export async function createMember(
  index: number,
  limits: Partial<NetworkLimits> = {},
  listen: readonly string[] = ['/ip4/127.0.0.1/tcp/0'],
  log: Log = silentLog,
): Promise<TestMember> {
  const secret = secretOf(index);
  const network = await createLibp2pNetwork({
    secret,
    listen,
    log,
    limits: { ...NETWORK_LIMITS, dialPatienceMs: 50, dialAgainMs: 20, ...limits },
  });
  return { secret, peer: peerIdOf(secret), network };
}

/** The member as others must know it, once it listens. */
export function asMember({ peer, network }: TestMember, role: MemberRole = 'validator'): Member {
  const [address] = network.addresses();
  return address === undefined ? { peer, role } : { peer, role, address };
}

/** Starts these members, makes them known to each other, and waits until all are connected. */
export async function connectAll(members: readonly TestMember[]): Promise<void> {
  await Promise.all(members.map(({ network }) => network.start()));
  const list = members.map((member) => asMember(member));
  for (const { network } of members) network.setMembers(list);
  await until(() => members.every(({ network }) => network.peers().every(({ connected }) => connected)));
}

/** Waits until the condition holds; a test fails if it never does. */
export async function until(condition: () => boolean, mostMs = 15_000): Promise<void> {
  const deadline = performance.now() + mostMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Still not true after ${mostMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The status that one member has of another. */
export function statusOf(of: TestMember, at: TestMember) {
  const status = at.network.peers().find(({ peer }) => peer === of.peer);
  if (status === undefined) throw new Error('No such peer.');
  return status;
}
