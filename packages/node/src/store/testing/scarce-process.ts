/**
 * A process that takes all descriptors it may have, lets go of them after a while, and meanwhile needs some: LevelDB
 * begins a new log, and the vote log is written anew. Its only argument is the folder.
 */
import { closeSync, openSync } from 'node:fs';
import { Database } from '../database.ts';
import { VoteLogFile } from '../vote-log-file.ts';

const [folder] = process.argv.slice(2);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const VALUE = new Uint8Array(16 * 1024).fill(7);

function takeAll(): number[] {
  const taken: number[] = [];
  for (;;) {
    try {
      taken.push(openSync('/dev/null', 'r'));
    } catch {
      return taken;
    }
  }
}

const votes = await VoteLogFile.open(`${folder}/votes.log`, { mayBegin: true, rewriteAboveBytes: 100 });
const database = await Database.open(`${folder}/level`, { cacheBytes: 1 << 20, writeBufferBytes: 64 * 1024 });
const write = (i: number): Promise<void> => database.write([{ key: bytes(`key ${i}`), value: VALUE }], true);
await votes.append(new Uint8Array(200));
for (let i = 0; i < 3; i++) await write(i);
const taken = takeAll();
setTimeout(() => {
  for (const file of taken) closeSync(file);
}, 500);
await votes.reset([]);
// With 64 KiB of memory table, one of these begins a new log.
await Promise.all([votes.append(bytes('a vote')), ...[3, 4].map(write)]);
for (let i = 5; i < 12; i++) await write(i);
database.pin();
for (let i = 0; i < 12; i++) if (database.get(bytes(`key ${i}`))?.length !== VALUE.length) throw new Error(`lost ${i}`);
await database.close();
await votes.close();
process.stdout.write('all is there\n');
