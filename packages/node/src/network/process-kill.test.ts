/** A member whose process is killed, frozen, and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { peerIdOf } from './index.ts';
import { asMember, createMember, secretOf, type TestMember, until } from './testing/members.ts';

const SCRIPT = fileURLToPath(new URL('./testing/member-process.ts', import.meta.url));
const PEER = peerIdOf(secretOf(1));

const children: ChildProcess[] = [];
let member: TestMember;

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await member.network.stop();
});

/** Starts the other member and returns it with the address at which it listens. */
async function startOther(listen = '/ip4/127.0.0.1/tcp/0'): Promise<{ child: ChildProcess; address: string }> {
  const setting = { index: 1, listen, members: [asMember(member)] };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(setting)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, address: line.toString().trim() };
}

function connected(): boolean {
  return member.network.peers().some((status) => status.connected);
}

/** Sends until a vote comes back: the other side may be heard before it can send itself. */
async function expectEcho(echoes: number[]): Promise<void> {
  const before = echoes.length;
  await until(() => {
    member.network.send(PEER, 'vote', new Uint8Array([7]));
    return echoes.length > before;
  });
  expect(echoes.at(-1)).toBe(7);
}

async function startPair(silentMs: number) {
  member = await createMember(0, { silentMs, pulseMs: 50, dialPatienceMs: 1_000 });
  await member.network.start();
  const echoes: number[] = [];
  member.network.onMessage('vote', (_, message) => {
    echoes.push(message[0] ?? -1);
  });
  const other = await startOther();
  member.network.setMembers([asMember(member), { peer: PEER, role: 'validator', address: other.address }]);
  await until(connected);
  await expectEcho(echoes);
  return { ...other, echoes };
}

test('after kill -9 the loss is noticed at once, and the member is met again when it comes back', async () => {
  const { child, address, echoes } = await startPair(10_000);
  const killedAt = performance.now();
  child.kill('SIGKILL');
  await until(() => !connected());
  // The kernel tells; the pulse would have taken ten seconds.
  expect(performance.now() - killedAt).toBeLessThan(5_000);
  await startOther(address.replace(/\/p2p\/.*/, ''));
  await until(connected);
  await expectEcho(echoes);
});

test('a frozen process is given up by its silence, and met again when it wakes', async () => {
  const { child, echoes } = await startPair(500);
  child.kill('SIGSTOP');
  await until(() => !connected());
  child.kill('SIGCONT');
  await until(connected);
  await expectEcho(echoes);
});
