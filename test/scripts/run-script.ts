/**
 * Runs a golden script. A line that begins with `>` is a command, one with `#` a comment, and what follows a command
 * is the recorded output. `parse`, run, and compare: the script with the output of today.
 */
import type { Intent } from '@annals/node/consensus/core';
import type { Host, Work } from '../simulation/host.ts';
import { ScriptWorld } from './script-world.ts';

/** The script as it reads with what its commands lead to now. */
export function runScript(script: string): string {
  const world = new ScriptWorld();
  const lines: string[] = [];
  for (const line of script.split('\n')) {
    if (line.startsWith('#')) lines.push(line);
    else if (line.startsWith('> ')) {
      lines.push(line);
      try {
        lines.push(...runCommand(world, line.slice(2)));
      } catch (error) {
        lines.push(`error: ${(error as Error).message}`);
      }
    } else if (line === '' && lines.at(-1) !== '') lines.push(line);
  }
  // One blank line after the output of a command, however the script had it.
  const text: string[] = [];
  for (const [i, line] of lines.entries()) {
    const previous = lines[i - 1];
    if (line.startsWith('#') && previous && !previous.startsWith('#')) text.push('');
    if (line.startsWith('> ') && previous && !previous.startsWith('#')) text.push('');
    if (line !== '' || text.at(-1) !== '') text.push(line);
  }
  return `${text
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function runCommand(world: ScriptWorld, line: string): string[] {
  const [command = '', ...words] = line.split(' ');
  const hosts = (names: readonly string[]): Host[] => {
    if (names.length === 1 && names[0] === 'all') return world.hosts;
    return names.map((name) => {
      const host = world.hosts.find((other) => other.name === name);
      if (!host) throw new Error(`there is no replica ${name}`);
      return host;
    });
  };
  const host = (name: string | undefined): Host => hosts([name ?? ''])[0] as Host;
  /** The words after a word such as `to`. */
  const after = (word: string) => {
    const at = words.indexOf(word);
    const rest = at < 0 ? [] : words.slice(at + 1);
    const end = rest.findIndex((other) => ['from', 'to', 'of'].includes(other));
    return end < 0 ? rest : rest.slice(0, end);
  };

  switch (command) {
    case 'replicas': {
      const validators = after('of').map(Number);
      const count = Number(words[0]);
      const heartbeat = words.includes('heartbeat')
        ? { heartbeatMs: Number(words[words.indexOf('heartbeat') + 1]) }
        : {};
      world.begin(count, validators.length > 0 ? validators : Array.from({ length: count }, (_, i) => i), heartbeat);
      break;
    }
    case 'submit':
      world.submit(words[0] as string, hosts(after('to')));
      break;
    case 'deliver':
    case 'lose':
      return deliver(world, words, after, command === 'lose');
    case 'tick':
      world.tick(Number(words[0]));
      break;
    case 'clock':
      world.skew(host(words[0]), Number(words[1]));
      break;
    case 'crash':
      if (words[1] === 'before') world.crashBefore(host(words[0]), words.slice(2).join(' '));
      else for (const victim of hosts(words)) world.crash(victim);
      break;
    case 'restart':
      world.restart(hosts(words));
      break;
    case 'wipe':
      for (const victim of hosts(words)) world.wipe(victim);
      break;
    case 'hold':
      world.hold(host(words[0]), words[1] as Work);
      break;
    case 'release':
      world.release(host(words[0]), words[1] as Work);
      break;
    case 'partition':
      world.partition(
        words
          .join(' ')
          .split(' | ')
          .map((side) => hosts(side.split(' '))),
      );
      break;
    case 'heal':
      world.partition([]);
      break;
    case 'disbelieve':
      world.disbelieve(host(words[0]), words[1] as string);
      break;
    case 'statuses':
      world.statusOn = words[0] === 'on';
      break;
    case 'connect':
      host(words[0]).give({ type: 'connected', peer: words[1] as string });
      break;
    case 'sync':
      // The node syncs by itself, whether or not the core has asked.
      host(words[0]).sync();
      break;
    case 'in-flight':
      return world.describeFlights();
    case 'status':
      return hosts(words.length > 0 ? words : ['all']).map(describeStatus);
    case 'forge':
      forge(world, host(words[0]), words.slice(1), hosts(after('to')));
      break;
    default:
      throw new Error(`there is no command ${command}`);
  }
  return world.takeRecord();
}

function deliver(
  world: ScriptWorld,
  words: readonly string[],
  after: (word: string) => readonly string[],
  lose: boolean,
): string[] {
  const [from, to] = [after('from'), after('to')];
  const kinds = words.filter((word) => !['all', 'from', 'to', ...from, ...to].includes(word));
  const matches = (flight: { from: number; to: number; message: { type: string; vote?: { step: string } } }) =>
    (from.length === 0 || from.includes(`r${flight.from}`)) &&
    (to.length === 0 || to.includes(`r${flight.to}`)) &&
    (kinds.length === 0 || kinds.includes(flight.message.vote?.step ?? flight.message.type));
  const lines: string[] = [];
  let rounds = 0;
  while (world.deliver(matches, lose) > 0) {
    const record = world.takeRecord();
    if (lines.length > 0 && record.length > 0) lines.push('--');
    lines.push(...record);
    rounds += 1;
    if (words[0] !== 'all') break;
    if (rounds > 50) throw new Error('messages without an end');
  }
  return lines;
}

/** `forge r1 prepare 1/0 B to r2`, `forge r1 pre-prepare 1/0 B tx1 to r2`, `forge r1 view-change 1/7 to all`, ... */
function forge(world: ScriptWorld, host: Host, words: readonly string[], to: readonly Host[]): void {
  const [kind, where = '', name = '', ...rest] = words;
  const [height = 0, view = 0] = where.split('/').map(Number);
  const others = to.filter((other) => other !== host);
  const signer = host.identity;
  if (kind === 'status') {
    const content = { type: 'status', height, view, hasProposal: false, serial: 1 } as const;
    world.post(host, { ...content, signature: world.sign(host, content) }, others);
    return;
  }
  if (kind === 'unsigned-status') {
    const signature = new Uint8Array(64);
    world.post(host, { type: 'status', height, view, hasProposal: false, serial: 1, signature }, others);
    return;
  }
  if (kind === 'vote-of-another') {
    const vote = { step: 'prepare', height, view, block: world.block(host, name, null).hash } as const;
    const signature = world.sign(host, { type: 'vote', vote });
    world.post(host, { type: 'vote', vote: { ...vote, signer: (signer + 1) % world.hosts.length, signature } }, others);
    return;
  }
  if (kind === 'decision-of-one') {
    const block = world.block(host, name, null).hash;
    const signature = world.sign(host, { type: 'vote', vote: { step: 'commit', height, view, block } });
    const signatures = [0, 1, 2].map(() => ({ index: signer, signature }));
    world.post(host, { type: 'decision', certificate: { height, view, block, signatures } }, others);
    return;
  }
  world.forge(host, intentOf(world, host, kind ?? '', height, view, name, rest), others);
}

function intentOf(
  world: ScriptWorld,
  host: Host,
  kind: string,
  height: number,
  view: number,
  name: string,
  rest: readonly string[],
): Intent {
  if (kind === 'view-change') return { type: 'view-change', height, view, prepared: null, certificate: null };
  if (kind === 'pre-prepare') {
    const transactions = rest.slice(0, rest.indexOf('to'));
    return { type: 'pre-prepare', height, view, proposal: world.block(host, name, transactions), justification: null };
  }
  if (kind !== 'prepare' && kind !== 'commit') throw new Error(`nobody can forge ${kind}`);
  return { type: 'vote', vote: { step: kind, height, view, block: world.block(host, name, null).hash } };
}

function describeStatus(host: Host): string {
  if (!host.replica) return `${host.name}  down at height ${host.disk.chain.head.height}`;
  const { height, view, phase } = host.replica.status();
  const committed = [...host.disk.chain.committed].join(' ');
  return `${host.name}  ${phase} at ${height}/${view}, chain [${committed}]`;
}
