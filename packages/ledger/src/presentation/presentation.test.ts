import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../codec/index.ts';
import { sha256, sign } from '../crypto/index.ts';
import { type Refused, trustGenesis } from '../light/index.ts';
import { asAgency, secretOf } from '../state/sample-chain.fixture.ts';
import { presentationDigest } from './format.ts';
import {
  formatPresentation,
  MAX_PROOF_AGE_MS,
  type Presentation,
  presentationShape,
  verifyPresentation,
} from './index.ts';
import { MADE_MS, present, presentableAt, presentedRecord, UNTIL_MS } from './testing/presented-record.ts';

const presented = presentedRecord();
const trusted = trustGenesis(presented.chain.genesis);
const presentation = present(presented);

/** The code with which it is refused. */
function refusal(
  changed: Presentation,
  options: Parameters<typeof verifyPresentation>[2] = {},
): Refused['code'] | 'ok' {
  const verdict = verifyPresentation(trusted, changed, options);
  return verdict.ok ? 'ok' : verdict.code;
}

describe('a presentation', () => {
  test('shows the fields that were chosen, and no others, to whoever has the genesis document', () => {
    const text = formatPresentation(presentation);
    expect(text).not.toContain('salbutamol');
    expect(text).not.toContain('smoker');
    const read = presentationShape.fromJson(JSON.parse(text));
    expect(
      verifyPresentation(trusted, read, { audience: 'pharmacy.example', nonce: 'challenge-1', nowMs: MADE_MS }),
    ).toMatchObject({
      ok: true,
      id: presented.record,
      isInForce: true,
      record: { type: 'letter', version: 1 },
      fields: [
        { path: '/body/diagnosis/code', value: 'J45' },
        { path: '/body/diagnosis/text', value: 'Asthma' },
      ],
    });
  });

  test('shows a whole section, or the same field once however it is asked for', () => {
    expect(present(presented, { paths: ['/body'] }).fields).toHaveLength(presented.opened.length);
    const twice = present(presented, { paths: ['/body/from', '/body/diagnosis/code', '/body/diagnosis'] });
    expect(twice.fields.map(({ path }) => path)).toEqual([
      '/body/diagnosis/code',
      '/body/diagnosis/text',
      '/body/from',
    ]);
    expect(refusal(twice)).toBe('ok');
  });

  test.each(['/body/diag', '/body/diagnosis/', 'body', '', '/other'])('%p is no field', (path) => {
    expect(() => present(presented, { paths: [path] })).toThrow(
      expect.objectContaining({ code: 'presentation.field' }),
    );
  });

  // ATTACK empty-content
  test('says whether what it shows is what the type says', () => {
    expect(verifyPresentation(trusted, presentation)).toMatchObject({ ok: true, fit: { fits: true } });
    const odd = presentedRecord('no letter but a text');
    const shown = present(odd, { paths: ['/body'] });
    expect(verifyPresentation(trustGenesis(odd.chain.genesis), shown)).toMatchObject({
      ok: true,
      fit: { fits: false, reasons: [{ path: '/body' }] },
    });
  });

  test('no field at all is no presentation', () => {
    expect(() => present(presented, { paths: [] })).toThrow(expect.objectContaining({ code: 'presentation.field' }));
  });
});

describe('is refused', () => {
  test('for another audience, challenge or time', () => {
    expect(refusal(presentation, { audience: 'insurer.example' })).toBe('presentation.audience');
    expect(refusal(presentation, { nonce: 'challenge-2' })).toBe('presentation.audience');
    expect(refusal(presentation, { nowMs: UNTIL_MS })).toBe('presentation.expired');
    expect(refusal(presentation, { nowMs: UNTIL_MS - 1, maxAgeMs: null })).toBe('ok');
    expect(refusal(presentation, { nowMs: MADE_MS - 3_600_000 })).toBe('presentation.expired');
  });

  test('signed by anybody but the subject', () => {
    expect(refusal(present(presented, { secret: secretOf('bob') }))).toBe('presentation.signature');
    expect(refusal(present(presented, { secret: secretOf('doctor') }))).toBe('presentation.signature');
  });

  test('when anything of it is changed after it was signed', () => {
    const changes: Partial<Presentation>[] = [
      { audience: 'insurer.example' },
      { nonce: null },
      { untilMs: UNTIL_MS + 1 },
      { madeMs: 0 },
      { fields: presentation.fields.slice(1) },
    ];
    for (const change of changes) expect(refusal({ ...presentation, ...change })).toBe('presentation.signature');
  });

  test('with a value, path or salt that the issuer did not commit to, although the subject signs it', () => {
    const [field, ...others] = presented.opened;
    if (!field) throw new Error('the letter has fields');
    const encoded = new TextEncoder().encode('"J46"');
    for (const changed of [
      { ...field, value: encoded },
      { ...field, path: '/body/prognosis' },
      { ...field, salt: sha256(field.salt).subarray(0, 16) },
    ]) {
      const forged = present(presented, { opened: [changed, ...others], paths: ['/body'] });
      expect(refusal(forged)).toBe('presentation.commitment');
    }
    const digests = [sha256(field.salt), ...field.digests.slice(1)];
    expect(refusal(present(presented, { opened: [{ ...field, digests }], paths: ['/body'] }))).toBe(
      'presentation.commitment',
    );
  });

  test('with the proof of another person, record or type', () => {
    const own = presentableAt(presented);
    for (const part of ['record', 'type', 'subject'] as const) {
      const key = own[part].key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
      const presentable = { ...own, [part]: { ...own[part], key } };
      expect(refusal(present(presented, { presentable }))).toBe('proof.membership');
    }
    const presentable = { ...own, subject: { ...own.subject, value: own.record.value } };
    expect(refusal(present(presented, { presentable }))).toBe('proof.membership');
  });

  test('from another chain', () => {
    const other = trustGenesis({ ...presented.chain.genesis, name: 'other' });
    expect(verifyPresentation(other, presentation)).toMatchObject({ ok: false, code: 'proof.wrong-chain' });
  });

  test('with fields out of order or twice, although the subject signs it', () => {
    const { fields } = presentation;
    for (const disordered of [fields.toReversed(), fields.flatMap((field) => [field, field])]) {
      const unsigned = { ...presentation, fields: disordered };
      const signature = sign(presentationDigest(trusted.chain, unsigned), secretOf('ada'));
      expect(refusal({ ...unsigned, signature })).toBe('presentation.malformed');
    }
  });

  test('once the content is erased; one that was made before still says what was so at its block', () => {
    const own = presentedRecord();
    const before = present(own);
    const erase = { record: own.record, basis: 'gdpr/17' };
    own.chain.commit(own.chain.signed('record.erase', asAgency('hospice'), erase));
    expect(refusal(present(own))).toBe('record.erased');
    expect(verifyPresentation(trusted, before)).toMatchObject({ ok: true, header: { height: 4 } });
  });

  test('on a proof that is older than a day, unless the verifier says so (ATTACK stale-document)', () => {
    const provenMs = presented.chain.header(presented.chain.height).header.timeMs;
    const onOldProof = present(presented, { madeMs: provenMs + MAX_PROOF_AGE_MS, untilMs: provenMs + 1e9 });
    const nowMs = provenMs + MAX_PROOF_AGE_MS;
    expect(refusal(onOldProof, { nowMs })).toBe('ok');
    expect(refusal(onOldProof, { nowMs: nowMs + 1 })).toBe('presentation.too-old');
    expect(refusal(onOldProof, { nowMs: nowMs + 1, maxAgeMs: MAX_PROOF_AGE_MS + 1 })).toBe('ok');
    expect(refusal(onOldProof, { nowMs: nowMs + 1, maxAgeMs: null })).toBe('ok');
    expect(refusal(onOldProof)).toBe('ok');
  });

  test('when it is older than what the verifier knows, if she asks for that', () => {
    const known = { ...trusted, latestHeight: 1_000 };
    expect(verifyPresentation(known, presentation, { refuseStale: true })).toMatchObject({ code: 'proof.stale' });
  });
});

describe('whatever the content', () => {
  const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => JSON.stringify(value) !== undefined);
  test('each field of it can be shown alone, and nothing else of it is in the file', () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, pick) => {
        const content = { value } as JsonValue;
        const own = presentedRecord(content);
        const path = own.opened[pick % own.opened.length]?.path ?? '';
        const made = present(own, { paths: [path] });
        const verdict = verifyPresentation(trustGenesis(own.chain.genesis), made);
        expect(verdict).toMatchObject({ ok: true });
        const shown = new Set(made.fields.map((field) => field.path));
        for (const field of own.opened) {
          const salt = made.fields.find((each) => each.path === field.path)?.salt;
          expect(salt === undefined).toBe(!shown.has(field.path));
        }
      }),
      { numRuns: 25 },
    );
  });

  test('no byte of the JSON file can be changed to show something else', () => {
    const text = formatPresentation(presentation);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('0', '1', 'a', 'f', '"', ' '), (at, letter) => {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        let read: Presentation;
        try {
          read = presentationShape.fromJson(JSON.parse(changed));
        } catch {
          return;
        }
        const verdict = verifyPresentation(trusted, read);
        if (!verdict.ok) return;
        expect(presentationShape.toJson(read)).toEqual(presentationShape.toJson(presentation));
      }),
      { numRuns: 300 },
    );
  });
});
