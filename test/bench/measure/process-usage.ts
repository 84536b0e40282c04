/** What a process has used, as Linux tells it in /proc: CPU, memory and bytes given to the disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts CPU in hundredths of a second. */
const TICK_MICROSECONDS = 10_000;

export interface Usage {
  readonly cpuMicroseconds: number;
  /** Of the first thread alone, on which JavaScript runs. */
  readonly mainThreadMicroseconds: number;
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
  readonly writtenBytes: number;
}

export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const io = readFileSync(`/proc/${pid}/io`, 'utf8');
  return {
    cpuMicroseconds: cpuOf(`/proc/${pid}/stat`),
    mainThreadMicroseconds: cpuOf(`/proc/${pid}/task/${pid}/stat`),
    residentBytes: 1_024 * numberAfter(status, 'VmRSS:'),
    peakResidentBytes: 1_024 * numberAfter(status, 'VmHWM:'),
    writtenBytes: numberAfter(io, 'write_bytes:'),
  };
}

function cpuOf(path: string): number {
  // The name in parentheses may hold blanks; the numbers follow it.
  const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
}

function numberAfter(text: string, label: string): number {
  return Number(new RegExp(`^${label}\\s+(\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** Bytes of all files in a folder, as long as they say they are. */
export function sizeOfFolder(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    try {
      bytes += statSync(join(entry.parentPath, entry.name)).size;
    } catch {
      // A compaction has removed it meanwhile.
    }
  }
  return bytes;
}
