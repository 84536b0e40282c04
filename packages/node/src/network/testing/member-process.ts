/** A member in a process of its own, which sends every vote back to its sender. Its only argument is its setting. */
import { silentLog } from '../../log.ts';
import { createLibp2pNetwork, type Member, peerIdOf } from '../index.ts';
import { secretOf } from './members.ts';

export interface MemberProcessSetting {
  readonly index: number;
  readonly listen: string;
  readonly members: readonly Member[];
}

const setting = JSON.parse(process.argv[2] ?? '') as MemberProcessSetting;
const secret = secretOf(setting.index);
const network = await createLibp2pNetwork({ secret, listen: [setting.listen], log: silentLog });
network.onMessage('vote', (from, message) => {
  network.send(from, 'vote', message);
});
await network.start();
network.setMembers([...setting.members, { peer: peerIdOf(secret), role: 'validator' }]);
process.stdout.write(`${network.addresses()[0]}\n`);
