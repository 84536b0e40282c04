import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, encode, encodeShape, type JsonValue, type RecordId, type TransactionId } from '../codec/index.ts';
import { generateSecretKey, publicKeyOf, sha256, verifyField } from '../crypto/index.ts';
import { canonicalJson } from '../record-types/index.ts';
import { makeOpeningShare, openWithShares } from '../threshold/index.ts';
import { testNetworkKey } from '../threshold/testing/index.ts';
import { buildTransaction, newObjectId, type Transaction } from '../transaction/index.ts';
import { contentKeyHash, encodeSidecar, sectionPlaintextShape } from './format.ts';
import {
  checkSidecar,
  decodeSidecar,
  expectedSidecar,
  MAX_SIDECAR_BYTES,
  networkContext,
  openSection,
  openWithContentKey,
  type RecordToSeal,
  readPlaintext,
  sealRecord,
  sidecarHash,
} from './index.ts';

const named = (name: string) => sha256(new TextEncoder().encode(name));
const [subject, stranger] = ['subject', 'stranger'].map(named) as [Uint8Array, Uint8Array];
const network = testNetworkKey(4);
const networkKey = network.key.publicKey;
const chain = named('chain');
const record = 'ab'.repeat(20) as RecordId;

const sections = {
  general: { resources: [{ resourceType: 'Immunization', doses: 0.5, note: [], 'a/b~c': null }] },
  sensitive: { resources: [{ resourceType: 'Condition' }] },
};

const toSeal: RecordToSeal = {
  chain,
  record,
  version: 1,
  sections,
  subjectKey: publicKeyOf(subject),
  networkKey,
};
const sealed = sealRecord(toSeal);
const sidecar = decodeSidecar(sealed.bytes);
type Section = (typeof sidecar.sections)[number];
const wanted = {
  chain,
  record,
  version: 1,
  section: 'general',
  commitment: sealed.content.commitment,
  sealedTo: sealed.content.sealedTo,
  secret: subject,
};

describe('sealing and opening', () => {
  test('the subject opens every section', () => {
    for (const section of ['general', 'sensitive'] as const) {
      expect(openSection(sidecar, { ...wanted, section }).content).toEqual(sections[section]);
    }
    expect(sealed.content).toEqual({
      type: 'sealed',
      sidecar: sidecarHash(sealed.bytes),
      commitment: expect.any(Uint8Array),
      sealedTo: publicKeyOf(subject),
    });
  });

  test('the network opens every section for a reader, with the shares that it takes', () => {
    const reader = generateSecretKey();
    for (const section of ['general', 'sensitive'] as const) {
      const { toNetwork: seal } = sidecar.sections.find(({ name }) => name === section) as Section;
      const placed = { seal, context: networkContext({ chain, record, version: 1, section }) };
      const transaction = 'cd'.repeat(32) as TransactionId;
      const request = { chain, epoch: 0, transaction, item: 0, section, readerKey: publicKeyOf(reader) };
      const given = network.shares.slice(1).map((share) => makeOpeningShare(network.key, share, request, placed));
      const { contentKey } = openWithShares(network.key, request, placed, given, reader);
      expect(openWithContentKey(sidecar, { ...wanted, section }, contentKey).content).toEqual(sections[section]);
      expect(() => openWithContentKey(sidecar, { ...wanted, section }, named('another key'))).toThrow(
        expect.objectContaining({ code: 'content.open-failed' }),
      );
    }
  });

  test('any JSON comes back as it was', () => {
    const anyJson = fc.jsonValue({ maxDepth: 4, noNegativeZero: true } as object) as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(anyJson, (value) => {
        const content = JSON.parse(JSON.stringify(value)) as JsonValue;
        const { bytes, content: named } = sealRecord({ ...toSeal, sections: { general: content } });
        const opened = openSection(decodeSidecar(bytes), { ...wanted, commitment: named.commitment });
        expect(opened.content).toEqual(content);
      }),
      { numRuns: 15 },
    );
  });

  test('sealing twice gives nothing that could be compared', () => {
    const again = sealRecord(toSeal);
    expect(again.content.commitment).not.toEqual(sealed.content.commitment);
    expect(decodeSidecar(again.bytes).sections[0]?.ciphertext).not.toEqual(sidecar.sections[0]?.ciphertext);
  });

  test('each field can be disclosed alone', () => {
    const { fields } = openSection(sidecar, wanted);
    expect(fields.map(({ path }) => path)).toEqual([
      '/general/resources/0/a~1b~0c',
      '/general/resources/0/doses',
      '/general/resources/0/note',
      '/general/resources/0/resourceType',
    ]);
    for (const field of fields) {
      expect(verifyField(sealed.content.commitment, field)).toBe(true);
      expect(verifyField(sealed.content.commitment, { ...field, value: new TextEncoder().encode('1') })).toBe(false);
    }
  });

  test.each([
    ['a stranger', { secret: stranger }, 'sidecar.no-seal'],
    [
      'a stranger who says that it is to her',
      { secret: stranger, sealedTo: publicKeyOf(stranger) },
      'seal.open-failed',
    ],
    ['a section that is not there', { section: 'dental' }, 'sidecar.no-seal'],
    ['another record', { record: 'cd'.repeat(20) as RecordId }, 'sidecar.mismatch'],
    ['another version', { version: 2 }, 'sidecar.mismatch'],
    ['another chain', { chain: named('other') }, 'seal.open-failed'],
    ['another commitment', { commitment: named('other') }, 'sidecar.mismatch'],
  ])('does not open: %s', (_, changes, code) => {
    expect(() => openSection(sidecar, { ...wanted, ...changes })).toThrow(expect.objectContaining({ code }));
  });

  test('a section cannot be passed off as another, nor a seal moved', () => {
    const [general, sensitive] = sidecar.sections as [Section, Section];
    const renamed = { ...sidecar, sections: [{ ...sensitive, name: 'general' }] };
    expect(() => openSection(renamed, wanted)).toThrow(expect.objectContaining({ code: 'seal.open-failed' }));
    const swapped = { ...sidecar, sections: [{ ...general, ciphertext: sensitive.ciphertext }] };
    expect(() => openSection(swapped, wanted)).toThrow(expect.objectContaining({ code: 'content.open-failed' }));
    const moved = { ...sidecar, version: 2 };
    expect(() => openSection(moved, { ...wanted, version: 2 })).toThrow(
      expect.objectContaining({ code: 'seal.open-failed' }),
    );
  });

  // ATTACK one-ciphertext-two-contents
  test('a section opens with the one key whose hash the sidecar names, whatever else its ciphertext opens with', () => {
    const other = named('the key that the network is given');
    const forged = { ...sidecar, sections: sidecar.sections.map((each) => ({ ...each, keyHash: named('other') })) };
    expect(() => openSection(forged, wanted)).toThrow(expect.objectContaining({ code: 'content.open-failed' }));
    const place = { chain, record, version: 1, section: 'general' };
    expect(contentKeyHash(other, place)).not.toEqual(contentKeyHash(other, { ...place, section: 'sensitive' }));
  });

  test('an issuer that commits to something else is found out', () => {
    const other = sealRecord({ ...toSeal, sections: { general: { resources: [] } } });
    const mixed = { ...sidecar, digests: decodeSidecar(other.bytes).digests };
    for (const commitment of [sealed.content.commitment, other.content.commitment]) {
      expect(() => openSection(mixed, { ...wanted, commitment })).toThrow(
        expect.objectContaining({ code: 'sidecar.mismatch' }),
      );
    }
  });

  test('one field altered among many is found out, and so is a salt too few', () => {
    const { fields } = openSection(sidecar, wanted);
    const salts = concatBytes(...fields.map(({ salt }) => salt));
    const read = (content: JsonValue, kept = salts) => {
      const plaintext = encodeShape(sectionPlaintextShape, { content: canonicalJson(content), salts: kept });
      return readPlaintext(plaintext, sidecar.digests, wanted);
    };
    expect(read(sections.general).content).toEqual(sections.general);
    const [resource] = sections.general.resources;
    const altered = { resources: [{ ...resource, doses: 1 }] };
    expect(() => read(altered)).toThrow(expect.objectContaining({ code: 'sidecar.mismatch' }));
    const short = salts.subarray(16);
    expect(() => read(sections.general, short)).toThrow(expect.objectContaining({ code: 'sidecar.mismatch' }));
  });

  test('what is too large is refused', () => {
    const scan = 'x'.repeat(MAX_SIDECAR_BYTES);
    expect(() => sealRecord({ ...toSeal, sections: { general: scan } })).toThrow(
      expect.objectContaining({ code: 'codec.too-large' }),
    );
    const many = Array.from({ length: 1_025 }, () => 0);
    expect(() => sealRecord({ ...toSeal, sections: { general: many } })).toThrow(
      expect.objectContaining({ code: 'commitment.fields' }),
    );
  });
});

describe('reading a sidecar', () => {
  test('bytes that are none are refused with one code, whatever they are', () => {
    const twice = { ...sidecar, sections: [sidecar.sections[0], sidecar.sections[0]] } as typeof sidecar;
    const wrong = [
      new Uint8Array(0),
      encode({ record: 1 }),
      encode([]),
      encodeSidecar(twice),
      new Uint8Array(MAX_SIDECAR_BYTES + 1),
    ];
    for (const bytes of wrong) {
      expect(() => decodeSidecar(bytes)).toThrow(expect.objectContaining({ code: 'sidecar.malformed' }));
    }
    fc.assert(
      fc.property(fc.nat(sealed.bytes.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const bytes = sealed.bytes.slice();
        bytes[position] = (bytes[position] as number) ^ flip;
        try {
          decodeSidecar(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'sidecar.malformed' });
        }
        expect(
          checkSidecar({ hash: sidecarHash(sealed.bytes), chain, record, version: 1 }, bytes, networkKey),
        ).toMatchObject({
          code: 'sidecar.mismatch',
        });
      }),
    );
  });
});

describe('the sidecar that a transaction needs', () => {
  const salt = new Uint8Array(16).fill(3);
  const secret = generateSecretKey();
  const base = { chain, agency: null, lastValid: 10, salt, signerSecret: secret };
  const id = newObjectId('record', publicKeyOf(secret), salt);
  const content = sealed.content;
  const hash = content.sidecar;
  const subjectId = 'cc'.repeat(20) as never;

  test('issue, amend and transfer name one of the next version; others none', () => {
    const issue = buildTransaction({ ...base, kind: 'record.issue', body: { type: 'x', subject: subjectId, content } });
    expect(expectedSidecar(issue as unknown as Transaction)).toEqual({ hash, chain, record: id, version: 1 });
    const amend = buildTransaction({ ...base, kind: 'record.amend', body: { record, version: 3, content } });
    expect(expectedSidecar(amend as unknown as Transaction)).toEqual({ hash, chain, record, version: 4 });
    const transfer = { record, version: 1, to: subjectId };
    const sealedTransfer = buildTransaction({ ...base, kind: 'record.transfer', body: { ...transfer, content } });
    expect(expectedSidecar(sealedTransfer as unknown as Transaction)).toEqual({ hash, chain, record, version: 2 });
    const openTransfer = buildTransaction({ ...base, kind: 'record.transfer', body: { ...transfer, content: null } });
    expect(expectedSidecar(openTransfer as unknown as Transaction)).toBeNull();
    const open = { type: 'public', text: '{}' } as const;
    const public_ = buildTransaction({
      ...base,
      kind: 'record.issue',
      body: { type: 'x', subject: subjectId, content: open },
    });
    expect(expectedSidecar(public_ as unknown as Transaction)).toBeNull();
    const other = buildTransaction({ ...base, kind: 'officer.dismiss', body: { officer: subjectId } });
    expect(expectedSidecar(other as unknown as Transaction)).toBeNull();
  });

  test('bytes are held against the hash, the record and the version', () => {
    const expected = { hash, chain, record, version: 1 };
    const check = (changes: Partial<typeof expected>, bytes = sealed.bytes) =>
      checkSidecar({ ...expected, ...changes }, bytes, networkKey);
    expect(check({})).toEqual({ ok: true });
    expect(check({ version: 2 })).toMatchObject({ code: 'sidecar.mismatch' });
    expect(check({ record: id })).toMatchObject({ code: 'sidecar.mismatch' });
    expect(check({ hash: named('other') })).toMatchObject({ code: 'sidecar.mismatch' });
    const junk = encode('junk');
    expect(check({ hash: sidecarHash(junk) }, junk)).toMatchObject({ code: 'sidecar.malformed' });
    expect(checkSidecar(expected, sealed.bytes, undefined)).toMatchObject({ code: 'network-key.pending' });
  });
});

describe('the seals that a validator takes', () => {
  const [general, sensitive] = sidecar.sections as [Section, Section];
  const { toNetwork } = general;

  /** What a validator says to the sidecar with this seal to the network on its general section. */
  function verdictOn(seal: Uint8Array, chainOf = chain, key = networkKey) {
    const bytes = encodeSidecar({ ...sidecar, sections: [{ ...general, toNetwork: seal }, sensitive] });
    return checkSidecar({ hash: sidecarHash(bytes), chain: chainOf, record, version: 1 }, bytes, key);
  }

  test('the one that was made for its place', () => {
    expect(verdictOn(toNetwork)).toEqual({ ok: true });
  });

  test.each([
    ['another record', { record: 'ef'.repeat(20) as RecordId }],
    ['another version', { version: 2 }],
    ['another chain', { chain: named('other') }],
    ['another network', { networkKey: publicKeyOf(stranger) }],
  ])('not a seal of %s', (_, changes) => {
    const [section] = decodeSidecar(sealRecord({ ...toSeal, ...changes }).bytes).sections;
    expect(verdictOn((section as Section).toNetwork)).toMatchObject({ code: 'sidecar.seal' });
  });

  test('not the seal of another section, nor one with a byte changed', () => {
    expect(verdictOn(sensitive.toNetwork)).toMatchObject({ code: 'sidecar.seal' });
    fc.assert(
      fc.property(fc.nat(toNetwork.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = toNetwork.with(at, (toNetwork[at] as number) ^ flip);
        expect(verdictOn(changed)).toMatchObject({ code: 'sidecar.seal' });
      }),
      { numRuns: 40 },
    );
  });

  test('a seal is proven for its chain and its network', () => {
    expect(verdictOn(toNetwork, named('other'))).toMatchObject({ code: 'sidecar.seal' });
    expect(verdictOn(toNetwork, chain, publicKeyOf(stranger))).toMatchObject({ code: 'sidecar.seal' });
  });
});
