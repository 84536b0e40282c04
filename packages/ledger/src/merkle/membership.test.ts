import { beforeAll, describe, expect, test } from '@jest/globals';
import { decodeShape, encodeShape } from '../codec/index.ts';
import {
  EMPTY_TREE_ROOT,
  type MembershipProof,
  membershipProofShape,
  nodeHash,
  proveKey,
  treeKeyHash,
  treeLeafHash,
  treeValueHash,
  updateTree,
  verifyMembership,
} from './index.ts';

const PRESENT = 300;
const value = (i: number) => Uint8Array.of(i, i >> 8);
const pages = new Map<string, Uint8Array>();
let root = EMPTY_TREE_ROOT;
/** Keys that are absent, with a proof of each way in which they can be. */
const absent: { key: string; proof: MembershipProof }[] = [];

beforeAll(() => {
  const changes = Array.from({ length: PRESENT }, (_, i) => ({
    keyHash: treeKeyHash(`k${i}`),
    valueHash: treeValueHash(value(i)),
  }));
  const update = updateTree(pages, changes);
  root = update.root;
  for (const [path, page] of update.pages) if (page) pages.set(path, page);
  for (let i = PRESENT; i < 2 * PRESENT; i++)
    absent.push({ key: `k${i}`, proof: proveKey(pages, treeKeyHash(`k${i}`)) });
});

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
  return changed;
}

/** Every small alteration of a proof. */
function* alter(proof: MembershipProof): Iterable<MembershipProof> {
  const { siblings, other } = proof;
  for (let i = 0; i < siblings.length; i++) {
    const sibling = siblings[i] as Uint8Array | null;
    if (sibling) for (const bit of [0, 7, 130, 255]) yield { other, siblings: siblings.with(i, flip(sibling, bit)) };
    yield { other, siblings: siblings.with(i, sibling ? null : EMPTY_TREE_ROOT) };
    yield { other, siblings: siblings.toSpliced(i, 1) };
    yield { other, siblings: siblings.toSpliced(i, 0, sibling) };
  }
  yield { other, siblings: [...siblings, null] };
  yield { other, siblings: [...siblings, EMPTY_TREE_ROOT] };
  yield { other, siblings: [...siblings, treeValueHash(value(1))] };
  yield { other, siblings: siblings.toReversed() };
  if (other) {
    yield { siblings, other: null };
    yield { siblings, other: { ...other, keyHash: flip(other.keyHash, 255) } };
    yield { siblings, other: { ...other, valueHash: flip(other.valueHash, 3) } };
    yield { siblings, other: { keyHash: other.valueHash, valueHash: other.keyHash } };
  } else yield { siblings, other: { keyHash: treeKeyHash('k1'), valueHash: treeValueHash(value(1)) } };
}

describe('membership proof', () => {
  test('shows every key that is present with its value, and nothing else', () => {
    for (let i = 0; i < PRESENT; i++) {
      const key = `k${i}`;
      const proof = proveKey(pages, treeKeyHash(key));
      expect(proof.other).toBeNull();
      expect(verifyMembership(root, key, value(i), proof)).toBe(true);
      expect(verifyMembership(root, key, null, proof)).toBe(false);
      expect(verifyMembership(root, key, value(i + 1), proof)).toBe(false);
      expect(verifyMembership(root, key, new Uint8Array(0), proof)).toBe(false);
      expect(verifyMembership(root, `k${i + 1}`, value(i), proof)).toBe(false);
      expect(verifyMembership(root, `k${i + PRESENT}`, null, proof)).toBe(false);
      expect(verifyMembership(flip(root, i & 255), key, value(i), proof)).toBe(false);
    }
  });

  test('shows every absent key as absent: by an empty place, and by another key that stands alone there', () => {
    expect(absent.some(({ proof }) => proof.other === null)).toBe(true);
    expect(absent.some(({ proof }) => proof.other !== null)).toBe(true);
    for (const { key, proof } of absent) {
      expect(verifyMembership(root, key, null, proof)).toBe(true);
      expect(verifyMembership(root, key, value(0), proof)).toBe(false);
      expect(verifyMembership(root, 'k0', null, proof)).toBe(false);
      expect(verifyMembership(flip(root, 9), key, null, proof)).toBe(false);
    }
  });

  test('is refused when anything is altered', () => {
    for (let i = 0; i < 25; i++) {
      const present = proveKey(pages, treeKeyHash(`k${i}`));
      for (const altered of alter(present)) {
        // A palindrome of siblings is its own reverse.
        if (
          altered.siblings.length === present.siblings.length &&
          altered.siblings.every((s, at) => s === present.siblings[at]) &&
          altered.other === present.other
        )
          continue;
        expect(verifyMembership(root, `k${i}`, value(i), altered)).toBe(false);
        expect(verifyMembership(root, `k${i}`, null, altered)).toBe(false);
      }
      const { key, proof } = absent[i] as (typeof absent)[number];
      for (const altered of alter(proof)) expect(verifyMembership(root, key, null, altered)).toBe(false);
    }
  });

  test('of the empty tree and of a tree of one key', () => {
    const nothing = proveKey({ get: () => undefined }, treeKeyHash('a'));
    expect(nothing).toEqual({ siblings: [], other: null });
    expect(verifyMembership(EMPTY_TREE_ROOT, 'a', null, nothing)).toBe(true);
    expect(verifyMembership(EMPTY_TREE_ROOT, 'a', value(1), nothing)).toBe(false);
    const one = updateTree({ get: () => undefined }, [
      { keyHash: treeKeyHash('a'), valueHash: treeValueHash(value(1)) },
    ]);
    const source = { get: (path: string) => one.pages.get(path) ?? undefined };
    expect(verifyMembership(one.root, 'a', value(1), proveKey(source, treeKeyHash('a')))).toBe(true);
    expect(verifyMembership(one.root, 'b', null, proveKey(source, treeKeyHash('b')))).toBe(true);
    expect(verifyMembership(one.root, 'a', null, proveKey(source, treeKeyHash('b')))).toBe(false);
    expect(verifyMembership(one.root, 'b', null, nothing)).toBe(false);
  });

  test('a present key cannot be denied by its own leaf, nor by a leaf of another part of the tree', () => {
    for (let i = 0; i < 20; i++) {
      const { siblings } = proveKey(pages, treeKeyHash(`k${i}`));
      const own = { keyHash: treeKeyHash(`k${i}`), valueHash: treeValueHash(value(i)) };
      expect(verifyMembership(root, `k${i}`, null, { siblings, other: own })).toBe(false);
      const stranger = proveKey(pages, treeKeyHash(`k${i + 20}`));
      const other = { keyHash: treeKeyHash(`k${i + 20}`), valueHash: treeValueHash(value(i + 20)) };
      expect(verifyMembership(root, `k${i}`, null, { siblings: stranger.siblings, other })).toBe(false);
    }
  });

  test('of a tree that no set of entries has is refused', () => {
    const keyHash = treeKeyHash('k0');
    const leaf = treeLeafHash(keyHash, treeValueHash(value(0)));
    const isLeft = (keyHash[0] as number) < 0x80;
    const place = (hash: Uint8Array, beside: Uint8Array) => (isLeft ? nodeHash(hash, beside) : nodeHash(beside, hash));
    // A leaf deeper than where it is alone.
    const deeper = place(leaf, EMPTY_TREE_ROOT);
    expect(verifyMembership(deeper, 'k0', value(0), { siblings: [null], other: null })).toBe(false);
    // Another key in the place of this one, although its first bit differs.
    const stranger = { keyHash: flip(keyHash, 7), valueHash: treeValueHash(value(0)) };
    const beside = treeLeafHash(treeKeyHash('k1'), treeValueHash(value(1)));
    const misplaced = place(treeLeafHash(stranger.keyHash, stranger.valueHash), beside);
    expect(verifyMembership(misplaced, 'k0', null, { siblings: [beside], other: stranger })).toBe(false);
    const neighbour = { ...stranger, keyHash: flip(keyHash, 6) };
    const placed = place(treeLeafHash(neighbour.keyHash, neighbour.valueHash), beside);
    expect(verifyMembership(placed, 'k0', null, { siblings: [beside], other: neighbour })).toBe(true);
  });

  test('a node does not stand for a leaf, nor a leaf for a node', () => {
    const [left, right] = [treeKeyHash('left'), treeKeyHash('right')];
    expect(nodeHash(left, right)).not.toEqual(treeLeafHash(left, right));
    // The root's two children, read as key hash and value hash, must not make a leaf that denies other keys.
    const { siblings } = proveKey(pages, treeKeyHash('k0'));
    const children = { keyHash: siblings[0] as Uint8Array, valueHash: siblings[0] as Uint8Array };
    const nodeOfChildren = nodeHash(children.keyHash, children.valueHash);
    expect(verifyMembership(nodeOfChildren, 'k0', null, { siblings: [], other: children })).toBe(false);
    expect(
      verifyMembership(treeLeafHash(children.keyHash, children.valueHash), 'k0', null, {
        siblings: [],
        other: children,
      }),
    ).toBe(true);
  });

  test('hostile input is refused and throws nothing', () => {
    const proof = proveKey(pages, treeKeyHash('k3'));
    expect(verifyMembership(root, 'k3', value(3), proof)).toBe(true);
    const hostile: readonly unknown[] = [
      undefined,
      0,
      NaN,
      '',
      'x',
      [],
      {},
      new Uint8Array(31),
      new Uint8Array(33),
      [[]],
      [undefined],
      new Array(3),
      () => 0,
      true,
    ];
    for (const bad of hostile) {
      expect(verifyMembership(bad as never, 'k3', value(3), proof)).toBe(false);
      expect(verifyMembership(root, bad as never, value(3), proof)).toBe(false);
      expect(verifyMembership(root, 'k3', bad as never, proof)).toBe(false);
      expect(verifyMembership(root, 'k3', value(3), bad as never)).toBe(false);
      expect(verifyMembership(root, 'k3', value(3), { ...proof, siblings: bad } as never)).toBe(false);
      expect(verifyMembership(root, 'k3', value(3), { ...proof, siblings: [...proof.siblings, bad] } as never)).toBe(
        false,
      );
      for (const { key, proof: denial } of absent.slice(0, 5)) {
        expect(verifyMembership(root, key, null, { ...denial, other: bad } as never)).toBe(false);
        expect(verifyMembership(root, key, null, { ...denial, other: { keyHash: bad, valueHash: bad } } as never)).toBe(
          false,
        );
      }
    }
    expect(verifyMembership(root, 'k3', value(3), null as never)).toBe(false);
    const long = Array.from({ length: 257 }, () => treeKeyHash('x'));
    expect(verifyMembership(root, 'k3', value(3), { siblings: long, other: null })).toBe(false);
    // Ill-formed text would share its UTF-8 with other keys.
    expect(verifyMembership(EMPTY_TREE_ROOT, '\ud800', null, { siblings: [], other: null })).toBe(false);
  });

  test('survives encoding, in CBOR and JSON, which bound it', () => {
    for (const { proof } of [...absent.slice(0, 30), { proof: proveKey(pages, treeKeyHash('k9')) }]) {
      expect(decodeShape(membershipProofShape, encodeShape(membershipProofShape, proof), 16_384)).toEqual(proof);
      expect(membershipProofShape.fromJson(JSON.parse(JSON.stringify(membershipProofShape.toJson(proof))))).toEqual(
        proof,
      );
    }
    const long = { siblings: Array.from({ length: 257 }, () => null), other: null };
    expect(() => decodeShape(membershipProofShape, encodeShape(membershipProofShape, long), 16_384)).toThrow();
  });
});
