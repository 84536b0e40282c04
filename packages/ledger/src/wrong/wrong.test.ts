import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordId } from '../codec/index.ts';
import { generateSecretKey, groupBackend, type SecretKey, sha256 } from '../crypto/index.ts';
import { type Receipt, trustGenesis } from '../light/index.ts';
import { CertifiedChain, subjectOf } from '../light/testing/certified-chain.ts';
import {
  decodeSidecar,
  discloseSeal,
  encodeSidecar,
  openDisclosedSeal,
  type Sidecar,
  type SidecarSection,
  sealContext,
  sealRecord,
  sidecarHash,
} from '../sidecar/index.ts';
import { sealToSubject } from '../sidecar/subject-seal.ts';
import { agencyOf, keyOf, secretOf } from '../state/sample-chain.fixture.ts';
import { testNetworkKey } from '../threshold/testing/index.ts';
import { buildTransaction, newObjectId, officerIdOf, type Transaction } from '../transaction/index.ts';
import { proveWrong, verifyWrong, type Wrong, wrongShape } from './index.ts';

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
let chain: CertifiedChain;
let salts = 0;

beforeAll(() => {
  chain = new CertifiedChain();
  chain.commit(chain.appointDoctor(), chain.enrol('ada'), chain.enrol('bob'));
});

/** What an issuer does to the section before it submits; the place is where it belongs. */
type Fraud = (section: SidecarSection, place: Parameters<typeof sealContext>[0]) => SidecarSection;

interface Issued {
  readonly receipt: Receipt;
  readonly sidecar: Uint8Array;
  readonly record: RecordId;
}

/** A letter to Ada with one section, as a doctor who is up to something issues it. */
function issue(fraud: Fraud, commitmentOf?: (right: Uint8Array) => Uint8Array): Issued {
  salts += 1;
  const salt = sha256(Uint8Array.of(salts)).subarray(0, 16);
  const record = newObjectId('record', keyOf('doctor'), salt);
  const place = { chain: chain.state.chain, record, version: 1, section: 'body' };
  const { bytes, content } = sealRecord({
    ...place,
    sections: { body: { text: 'hello', number: salts } },
    subjectKey: keyOf('ada'),
    networkKey: testNetworkKey(4).key.publicKey,
  });
  const decoded = decodeSidecar(bytes);
  const forged: Sidecar = { ...decoded, sections: decoded.sections.map((section) => fraud(section, place)) };
  const sidecar = encodeSidecar(forged);
  const named = {
    ...content,
    sidecar: sidecarHash(sidecar),
    commitment: (commitmentOf ?? ((c) => c))(content.commitment),
  };
  const transaction = buildTransaction({
    chain: chain.state.chain,
    kind: 'record.issue',
    body: { type: 'letter', subject: subjectOf('ada'), content: named },
    agency: agencyOf('hospice'),
    lastValid: chain.height + 100,
    salt,
    signerSecret: secretOf('doctor'),
  }) as unknown as Transaction;
  chain.commit(transaction);
  return { receipt: chain.receipt(chain.height, 0), sidecar, record };
}

const prove = (issued: Issued, secret: SecretKey = secretOf('ada')) =>
  proveWrong({ ...issued, section: 'body', secret });
const verify = (wrong: Wrong) => verifyWrong(trustGenesis(chain.genesis), wrong);

const honest: Fraud = (section) => section;
/** Well formed, for her, and with another key in it. */
const otherKey: Fraud = (section, place) => ({
  ...section,
  toSubject: sealToSubject(keyOf('ada'), random(32), sealContext(place), random),
});
/** To the officer's own key, where it says that it is to hers. */
const toHimself: Fraud = (section, place) => ({
  ...section,
  toSubject: sealToSubject(keyOf('doctor'), random(32), sealContext(place), random),
});
const rubbish: Fraud = (section) => ({ ...section, toSubject: random(section.toSubject.length) });
const otherText: Fraud = (section) => ({ ...section, ciphertext: random(section.ciphertext.length) });

// ATTACK garbage-seal
describe('a section that does not open', () => {
  test.each<[string, Fraud, string]>([
    ['another key is sealed to her', otherKey, 'closed'],
    ['the seal is to the issuer himself', toHimself, 'unproven'],
    ['the seal is rubbish', rubbish, 'unproven'],
    ['the content is rubbish', otherText, 'closed'],
  ])('is proven to anybody, with who issued it: %s', (_, fraud, fault) => {
    const issued = issue(fraud);
    const wrong = wrongShape.fromJson(JSON.parse(JSON.stringify(wrongShape.toJson(prove(issued)))));
    expect(verify(wrong)).toMatchObject({
      ok: true,
      fault,
      record: issued.record,
      version: 1,
      section: 'body',
      agency: agencyOf('hospice'),
      officer: officerIdOf(agencyOf('hospice'), keyOf('doctor')),
      header: { height: chain.height },
    });
    // Nothing is revealed of a seal that is not proven.
    expect(wrong.disclosure === null).toBe(fault === 'unproven');
  });

  test('nor one that says something else than was committed to', () => {
    expect(verify(prove(issue(honest, () => random(32))))).toMatchObject({ ok: true, fault: 'uncommitted' });
  });
});

describe('a section that was sealed as it should be', () => {
  test('cannot be accused, whatever is put into the proof', () => {
    const issued = issue(honest);
    expect(() => prove(issued)).toThrow(expect.objectContaining({ code: 'wrong.none' }));
    const { toSubject } = decodeSidecar(issued.sidecar).sections[0] as SidecarSection;
    const context = sealContext({ chain: chain.state.chain, record: issued.record, version: 1, section: 'body' });
    const base = { format: 'annals-wrong', version: 1, ...issued, section: 'body' } as const;
    const right = discloseSeal(secretOf('ada'), toSubject, context);
    expect(verify({ ...base, disclosure: right })).toMatchObject({ ok: false, code: 'wrong.none' });
    expect(verify({ ...base, disclosure: null })).toMatchObject({ ok: false, code: 'wrong.disclosure' });
    expect(verify({ ...base, section: 'none', disclosure: right })).toMatchObject({ ok: false });
    const group = groupBackend();
    fc.assert(
      fc.property(
        fc.constantFrom('bit', 'negated', 'stranger', 'shifted', 'point'),
        fc.nat(63),
        fc.nat(7),
        (how, at, bit) => {
          const point = group.multiplyBase(generateSecretKey());
          const forged = {
            bit: { ...right, proof: right.proof.with(at, (right.proof[at] as number) ^ (1 << bit)) },
            negated: { ...right, shared: group.negate(right.shared) },
            // By her who has another secret: the seal is proven for Ada's key alone.
            stranger: { shared: group.multiply(toSubject.subarray(1, 34), secretOf('bob')), proof: right.proof },
            shifted: { ...right, shared: group.add([right.shared, point]) as Uint8Array },
            point: { ...right, shared: point },
          }[how];
          expect(verify({ ...base, disclosure: forged })).toMatchObject({ ok: false, code: 'wrong.disclosure' });
        },
      ),
      { numRuns: 40 },
    );
    const altered = issued.sidecar.with(issued.sidecar.length - 1, (issued.sidecar.at(-1) as number) ^ 1);
    expect(verify({ ...base, sidecar: altered, disclosure: right })).toMatchObject({ code: 'sidecar.mismatch' });
  });

  test('nor by the transaction or the sealed content of somebody else, or one that was refused', () => {
    const [bad, good] = [issue(otherKey), issue(honest)];
    const wrong = prove(bad);
    expect(verify({ ...wrong, receipt: good.receipt })).toMatchObject({ code: 'sidecar.mismatch' });
    expect(verify({ ...wrong, receipt: good.receipt, sidecar: good.sidecar })).toMatchObject({
      code: 'wrong.disclosure',
    });
    chain.block([
      chain.signed(
        'record.issue',
        { key: 'doctor', agency: 'hospice' },
        {
          type: 'no-such',
          subject: subjectOf('ada'),
          content: {
            type: 'sealed',
            sidecar: sidecarHash(bad.sidecar),
            commitment: random(32),
            sealedTo: keyOf('ada'),
          },
        },
      ),
    ]);
    expect(verify({ ...wrong, receipt: chain.receipt(chain.height, 0) })).toMatchObject({ code: 'wrong.malformed' });
    const other = new CertifiedChain({ leaseMs: 1_000 });
    expect(verifyWrong(trustGenesis(other.genesis), wrong)).toMatchObject({ ok: false });
  });
});

// ATTACK accusation-opens-another-seal
describe('what she reveals', () => {
  test('opens this seal alone, and nothing of her key', () => {
    const bad = issue(otherKey);
    const good = issue(honest);
    const { disclosure } = prove(bad);
    const { toSubject } = decodeSidecar(good.sidecar).sections[0] as SidecarSection;
    const context = sealContext({ chain: chain.state.chain, record: good.record, version: 1, section: 'body' });
    expect(() => openDisclosedSeal(disclosure?.shared as Uint8Array, keyOf('ada'), toSubject, context)).toThrow(
      expect.objectContaining({ code: 'seal.open-failed' }),
    );
  });

  test('is nothing where an issuer has put the ephemeral key of another seal to her into a bad one', () => {
    const good = issue(honest);
    const { toSubject: copied } = decodeSidecar(good.sidecar).sections[0] as SidecarSection;
    for (const kept of [34, 82, 146]) {
      const bad = issue((section) => ({
        ...section,
        toSubject: Uint8Array.from([...copied.subarray(0, kept), ...section.toSubject.subarray(kept)]),
      }));
      const { toSubject } = decodeSidecar(bad.sidecar).sections[0] as SidecarSection;
      const context = sealContext({ chain: chain.state.chain, record: bad.record, version: 1, section: 'body' });
      expect(() => discloseSeal(secretOf('ada'), toSubject, context)).toThrow(
        expect.objectContaining({ code: 'seal.unproven' }),
      );
      const wrong = prove(bad);
      expect(wrong.disclosure).toBeNull();
      expect(verify(wrong)).toMatchObject({ ok: true, fault: 'unproven' });
    }
  });
});
