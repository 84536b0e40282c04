/** What a light client learns from what it verifies, and how that protects it later. */
import { expect, test } from '@jest/globals';
import { assembleBlock, consensusSetOf, decodeHeader, validatorsHash } from '../block/index.ts';
import { type HeaderProof, type Trusted, trustGenesis, verifyHeader, verifyReceipt, verifyTrail } from './index.ts';
import { certify, subjectOf } from './testing/certified-chain.ts';
import { tellStory } from './testing/story.ts';

const { chain } = tellStory();
const genesis = trustGenesis(chain.genesis);

function accept(trusted: Trusted, proof: HeaderProof): Trusted {
  const verdict = verifyHeader(trusted, proof);
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict.trusted;
}

const known = accept(genesis, chain.proveHeader(10));

/** A header that a set makes up for a height, with a certificate by all who hold its keys. */
function madeUp(height: number, validators: readonly (typeof genesis.validators)[number][]): HeaderProof {
  const header = { ...decodeHeader(chain.proveHeader(9).header), height, validatorsHash: validatorsHash(validators) };
  const { headerBytes, hash } = assembleBlock({ ...header, nextValidatorsHash: header.validatorsHash }, [], null);
  return { header: headerBytes, certificate: certify(chain.state.chain, { height, hash }, validators), epochs: [] };
}

test('verifying gives the set that decides from then on, and the latest block', () => {
  expect(known).toEqual({
    ...genesis,
    validators: chain.validatorsOf(10),
    sinceHeight: 9,
    latestHeight: 10,
    latestHash: chain.header(10).hash,
  });
});

test('what is known needs no epochs any more', () => {
  expect(verifyHeader(known, { ...chain.proveHeader(10), epochs: [] }).ok).toBe(true);
  expect(verifyHeader(genesis, { ...chain.proveHeader(10), epochs: [] })).toMatchObject({ code: 'proof.epoch' });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('block %i verifies later too, and takes nothing back', (height) => {
  expect(accept(known, chain.proveHeader(height))).toEqual(known);
});

test('step by step leads to the same as at once', () => {
  const heights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(heights.reduce((trusted, height) => accept(trusted, chain.proveHeader(height)), genesis)).toEqual(known);
});

test('a set that was replaced signs no present block for whoever has followed the chain', () => {
  const replaced = consensusSetOf(chain.genesis.validators);
  expect(verifyHeader(known, madeUp(11, replaced))).toMatchObject({ ok: false, code: 'proof.epoch' });
  // Whoever knows the genesis document alone cannot tell: the reason to keep what was verified, and to destroy keys.
  expect(verifyHeader(genesis, madeUp(11, replaced)).ok).toBe(true);
});

test('an older answer is stale only where the present was asked for', () => {
  const older = chain.proveHeader(9);
  expect(verifyHeader(known, older, { refuseStale: true })).toMatchObject({ ok: false, code: 'proof.stale' });
  expect(verifyHeader(known, older).ok).toBe(true);
  expect(verifyHeader(known, chain.proveHeader(10), { refuseStale: true }).ok).toBe(true);
});

test('two certified blocks of one height are a fork; an uncertified one is only wrong', () => {
  const fork = tellStory('research').chain.proveHeader(10);
  expect(verifyHeader(known, fork)).toMatchObject({ ok: false, code: 'proof.fork' });
  expect(verifyHeader(genesis, fork).ok).toBe(true);
  const unsigned = { ...fork, certificate: chain.proveHeader(10).certificate };
  expect(verifyHeader(known, unsigned)).toMatchObject({ ok: false, code: 'proof.certificate' });
});

test('an old receipt holds for whoever knows the present', () => {
  expect(verifyReceipt(known, chain.receipt(3, 0))).toMatchObject({ ok: true, result: { code: 'ok' }, trusted: known });
});

test('a refused read verifies as what it is', () => {
  const verdict = verifyReceipt(genesis, chain.receipt(3, 1));
  expect(verdict).toMatchObject({ ok: true, index: 1, result: { code: 'access.purpose' } });
});

test('a trail is verified as the continuation of the one before', () => {
  const { earlier, earlierHead } = tellStory();
  const before = verifyTrail(genesis, subjectOf('ada'), earlier);
  if (!before.ok) throw new Error(before.reason);
  expect(before.head).toEqual(earlierHead);
  const rest = chain.proveTrail(subjectOf('ada'), before.head.size);
  const after = verifyTrail(before.trusted, subjectOf('ada'), rest, { after: before.head, refuseStale: true });
  if (!after.ok) throw new Error(after.reason);
  expect([...before.entries, ...after.entries].map(({ height }) => height)).toEqual([3, 3, 6, 9, 9, 10]);
  expect(after.entries.map(({ outcome }) => outcome)).toEqual(['granted', 'refused', 'granted']);
  expect(verifyTrail(genesis, subjectOf('ada'), rest)).toMatchObject({ ok: false, code: 'proof.trail' });
});
