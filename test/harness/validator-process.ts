/**
 * One node in a process of its own, for tests that kill it: started by `test-network.ts`, which hands it everything in
 * a file and hears over the process channel when it is ready.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { parseGenesis } from '@annals/ledger/block';
import { hexToBytes } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { createLog, localSigningKey, parseConfig, startNode } from '@annals/node';

const [settingsPath] = process.argv.slice(2);
if (!settingsPath) throw new Error('usage: validator-process.ts SETTINGS.json');
const settings = JSON.parse(readFileSync(settingsPath, 'utf8')) as {
  readonly genesis: string;
  readonly config: string;
  readonly dataFolder: string;
  readonly signingSecret: string | null;
  readonly networkSecret: string;
};
const config = parseConfig(settings.config);
const secret = settings.signingSecret === null ? null : hexToBytes(settings.signingSecret);

/** For programs that start a node like this one and then make it misbehave. */
export const node = await startNode({
  config,
  genesis: parseGenesis(settings.genesis),
  dataFolder: settings.dataFolder,
  signingKey: secret && localSigningKey(secret, publicKeyOf(secret)),
  networkSecret: hexToBytes(settings.networkSecret),
  version: 'test',
  log: createLog({ level: config.logLevel }),
});

const stop = (): void => {
  void node.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
// When whoever started this is gone, this goes too.
process.on('disconnect', stop);

/** Takes a CPU profile of this process between two messages, for benchmarks. */
let profiling: Session | undefined;
process.on('message', async ({ profile }: { readonly profile: 'start' | { readonly path: string } }) => {
  if (profile === 'start') {
    profiling = new Session();
    profiling.connect();
    await profiling.post('Profiler.enable');
    await profiling.post('Profiler.start');
  } else if (profiling) {
    const result = await profiling.post('Profiler.stop');
    writeFileSync(profile.path, JSON.stringify(result.profile));
    process.send?.({ profiled: profile.path });
  }
});

if (process.send && !process.connected) stop();
else process.send?.({ apiUrl: node.apiUrl });
