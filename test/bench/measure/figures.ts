/** Figures for people and for files: percentiles, aligned tables, and JSON under bench-results/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';

/** The value below which this share of the samples lies. */
function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export function distributionOf(samples: readonly number[]): Distribution {
  const at = (share: number) => rounded(percentile(samples, share));
  return { count: samples.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: rounded(Math.max(...samples)) };
}

/** Three significant digits and no more than that many decimals: what a noisy machine can tell. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Prints rows of label and value, the labels aligned. */
export function printTable(title: string, rows: readonly (readonly [label: string, value: string | number])[]): void {
  const width = Math.max(...rows.map(([label]) => label.length));
  console.log(`\n${title}`);
  for (const [label, value] of rows) console.log(`  ${label.padEnd(width)}  ${value}`);
}

export function describeDistribution({ count, p50, p90, p99, max }: Distribution): string {
  return `p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, max ${max} ms (${count} samples)`;
}

/** Writes what was measured, with the machine it was measured on. Gives the path. */
export function writeResults(name: string, results: object): string {
  const folder = join(import.meta.dirname, '../../../bench-results');
  mkdirSync(folder, { recursive: true });
  const atTime = new Date().toISOString();
  const machine = { cores: availableParallelism(), model: cpus()[0]?.model ?? 'unknown', node: process.version };
  const path = join(folder, `${name}-${atTime.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(path, `${JSON.stringify({ name, atTime, machine, ...results }, null, 2)}\n`);
  return path;
}
