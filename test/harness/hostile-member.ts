/**
 * A member that is hostile in a test's hands: the seat of a validator is taken over with its network key, so that the
 * test says itself what that member sends and answers.
 */
import { silentLog } from '@annals/node';
import { createLibp2pNetwork, type Network } from '@annals/node/network';
import type { Seat, TestNetwork } from './test-network.ts';

/**
 * Ends the node of a seat and connects in its place; resolves once it is connected to all validators that run. Whoever
 * calls stops what it gets.
 * @param prepare what it answers must be said before others can ask.
 */
export async function takeSeat(
  network: TestNetwork,
  i: number,
  prepare: (member: Network) => void = () => undefined,
): Promise<Network> {
  await network.kill(i);
  const { networkSecret, port } = network.seats[i] as Seat;
  const listen = [`/ip4/127.0.0.1/tcp/${port}`];
  const member = await createLibp2pNetwork({ secret: networkSecret, listen, log: silentLog });
  try {
    prepare(member);
    const { validators } = network.genesis;
    member.setMembers(validators.map(({ peer, address }) => ({ peer, address, role: 'validator' })));
    await member.start();
    const running = validators.filter((_, at) => network.isRunning(at)).length;
    const connected = () => member.peers().filter((peer) => peer.connected).length;
    await network.until('the hostile member is connected to all that run', () => connected() === running);
    return member;
  } catch (error) {
    await member.stop();
    throw error;
  }
}
