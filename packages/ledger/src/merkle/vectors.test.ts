import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bytesToHex, hexToBytes } from '../codec/index.ts';
import {
  proveKey,
  rootOfEntries,
  treeKeyHash,
  treeValueHash,
  updateTree,
  verifyConsistency,
  verifyInclusion,
  verifyMembership,
} from './index.ts';

function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../test/vectors/${name}`, import.meta.url), 'utf8')) as T;
}

interface LogVectors {
  readonly entries: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { readonly size: number; readonly index: number; readonly proof: readonly string[] }[];
  readonly consistency: readonly {
    readonly oldSize: number;
    readonly newSize: number;
    readonly proof: readonly string[];
  }[];
}

interface TreeVectors {
  readonly steps: readonly {
    readonly changes: readonly { readonly key: string; readonly value: string | null }[];
    readonly root: string;
  }[];
}

describe('published vectors', () => {
  test('Merkle log', () => {
    const { entries, roots, inclusion, consistency } = readVectors<LogVectors>('merkle-log.json');
    const all = entries.map(hexToBytes);
    const root = (size: number) => hexToBytes(roots[size] as string);
    expect(roots.length).toBe(12);
    for (const [size, expected] of roots.entries()) {
      expect(bytesToHex(rootOfEntries(all.slice(0, size)))).toBe(expected);
    }
    expect(inclusion.length).toBe(66);
    for (const { size, index, proof } of inclusion) {
      expect(
        verifyInclusion({
          root: root(size),
          size,
          index,
          entry: all[index] as Uint8Array,
          proof: proof.map(hexToBytes),
        }),
      ).toBe(true);
    }
    expect(consistency.length).toBe(66);
    for (const { oldSize, newSize, proof } of consistency) {
      expect(
        verifyConsistency({
          oldSize,
          newSize,
          oldRoot: root(oldSize),
          newRoot: root(newSize),
          proof: proof.map(hexToBytes),
        }),
      ).toBe(true);
    }
  });

  test('state tree', () => {
    const { steps } = readVectors<TreeVectors>('state-tree.json');
    expect(steps.length).toBe(10);
    const pages = new Map<string, Uint8Array>();
    const keys = new Set(steps.flatMap(({ changes }) => changes.map(({ key }) => key)));
    const state = new Map<string, string>();
    for (const { changes, root } of steps) {
      const update = updateTree(
        pages,
        changes.map(({ key, value }) => ({
          keyHash: treeKeyHash(key),
          valueHash: value === null ? null : treeValueHash(hexToBytes(value)),
        })),
      );
      expect(bytesToHex(update.root)).toBe(root);
      for (const [path, page] of update.pages) {
        if (page) pages.set(path, page);
        else pages.delete(path);
      }
      for (const { key, value } of changes) {
        if (value === null) state.delete(key);
        else state.set(key, value);
      }
      for (const key of keys) {
        const value = state.get(key);
        expect(
          verifyMembership(
            hexToBytes(root),
            key,
            value === undefined ? null : hexToBytes(value),
            proveKey(pages, treeKeyHash(key)),
          ),
        ).toBe(true);
      }
    }
  });
});
