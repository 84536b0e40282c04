import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CborValue, encode, shape } from '../codec/index.ts';
import { publicKeyOf, sha256 } from '../crypto/index.ts';
import {
  assembleTransaction,
  buildTransaction,
  decodeTransaction,
  MAX_TRANSACTION_BYTES,
  payloadShape,
  transactionIdOf,
  verifyTransactionSignature,
} from './envelope.ts';
import { agencyIdOf, newObjectId, officerIdOf, subjectIdOf } from './object-id.ts';

const secret = sha256(new Uint8Array(1));
const chain = sha256(new Uint8Array(2));
const agency = agencyIdOf(publicKeyOf(secret));

function appointment(over: { salt?: Uint8Array; lastValid?: number; untilMs?: number } = {}) {
  const { salt = new Uint8Array(16), lastValid = 10, untilMs = 5 } = over;
  const body = { key: publicKeyOf(secret), roles: ['registrar'], untilMs };
  return buildTransaction({ chain, kind: 'officer.appoint', body, agency, lastValid, salt, signerSecret: secret });
}

/** An envelope around any payload, whose signature has the right size and no meaning. */
function enveloped(payload: CborValue): Uint8Array {
  return encode([encode(payload), new Uint8Array(64)]);
}

const fields = payloadShape.toCbor(appointment().payload) as { readonly [name: string]: CborValue };

describe('the envelope', () => {
  test('reads what was built, and its signature verifies', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.maxSafeNat(),
        fc.nat(shape.MAX_TIME_MS),
        (salt, lastValid, untilMs) => {
          const built = appointment({ salt, lastValid, untilMs });
          const read = decodeTransaction(built.bytes);
          expect(read).toEqual(built);
          expect(read.payload).toMatchObject({ kind: 'officer.appoint', agency, lastValid, body: { untilMs } });
          expect(payloadShape.fromJson(JSON.parse(JSON.stringify(payloadShape.toJson(read.payload))))).toEqual(
            read.payload,
          );
        },
      ),
      { numRuns: 25 },
    );
    expect(verifyTransactionSignature(appointment())).toBe(true);
  });

  test('LAW 9: any altered byte is refused or breaks the signature, and changes the id', () => {
    const { bytes, id } = appointment();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const altered = bytes.slice();
        altered[place] = (altered[place] as number) ^ flip;
        expect(transactionIdOf(altered)).not.toBe(id);
        let verdict: boolean;
        try {
          verdict = verifyTransactionSignature(decodeTransaction(altered));
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^(codec|tx)\./));
          verdict = false;
        }
        expect(verdict).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('truncated, extended and arbitrary bytes give typed errors', () => {
    const { bytes } = appointment();
    const refused = (input: Uint8Array) =>
      expect(() => decodeTransaction(input)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(codec|tx)\./) }),
      );
    for (let size = 0; size < bytes.length; size += 7) refused(bytes.subarray(0, size));
    refused(Uint8Array.of(...bytes, 0));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), refused), { numRuns: 200 });
  });

  test('FAILURES 19: one byte more than the bound is refused before it is decoded', () => {
    expect(() => decodeTransaction(new Uint8Array(MAX_TRANSACTION_BYTES + 1))).toThrow(
      expect.objectContaining({ code: 'codec.too-large' }),
    );
    // A byte string that claims 2^53 bytes.
    expect(() => decodeTransaction(Uint8Array.of(0x82, 0x5b, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))).toThrow(
      expect.objectContaining({ code: 'codec.shape' }),
    );
  });

  test.each([
    ['an unknown kind', { ...fields, kind: 'record.burn' }, 'tx.unknown-kind', 'record.burn'],
    ['a kind of the prototype', { ...fields, kind: 'constructor' }, 'tx.unknown-kind', 'constructor'],
    ['no kind', { ...fields, kind: null }, 'tx.unknown-kind', 'missing'],
    ['a body of another kind', { ...fields, kind: 'proposal.vote' }, 'codec.shape', 'body'],
    ['a field too many', { ...fields, fee: 1 }, 'codec.shape', 'fee'],
    ['a short salt', { ...fields, salt: new Uint8Array(15) }, 'codec.shape', 'salt'],
    ['a negative height', { ...fields, lastValid: -1 }, 'codec.shape', 'lastValid'],
    ['an uncompressed key', { ...fields, signer: new Uint8Array(65) }, 'codec.shape', 'signer'],
    ['a long agency', { ...fields, agency: new Uint8Array(21) }, 'codec.identifier', 'agency'],
    ['a text', 'payload', 'tx.unknown-kind', 'missing'],
  ])('%s is refused and named', (_, payload, code, named) => {
    expect(() => decodeTransaction(enveloped(payload as CborValue))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(named) }),
    );
  });

  test('a field of the body is named with its path', () => {
    const body = { ...(fields.body as object), roles: ['registrar', 'Not A Slug'] } as CborValue;
    expect(() => decodeTransaction(enveloped({ ...fields, body }))).toThrow(/body\.roles.*\[1\]/);
  });

  test('a signature of another size, or three parts, are refused', () => {
    const payload = encode(fields);
    expect(() => decodeTransaction(encode([payload, new Uint8Array(65)]))).toThrow('64 bytes');
    expect(() => decodeTransaction(encode([payload, new Uint8Array(64), 0]))).toThrow('a list of 2 items');
    expect(() => decodeTransaction(encode([payload]))).toThrow('a list of 2 items');
  });

  test('a signature by another key decodes and does not verify', () => {
    const other = assembleTransaction(encode(fields), new Uint8Array(64).fill(1));
    expect(verifyTransactionSignature(other)).toBe(false);
  });

  test('building refuses what could not be read', () => {
    expect(() => appointment({ lastValid: -1 })).toThrow('lastValid');
    expect(() => appointment({ salt: new Uint8Array(3) })).toThrow('salt');
  });
});

describe('object ids', () => {
  const key = publicKeyOf(secret);
  const salt = new Uint8Array(16);

  test('differ by kind of object, by salt, by agency and by sector', () => {
    const ids = [
      newObjectId('record', key, salt),
      newObjectId('programme', key, salt),
      newObjectId('record', key, new Uint8Array(16).fill(1)),
      agencyIdOf(key),
      officerIdOf(agency, key),
      subjectIdOf('health', key),
      subjectIdOf('education', key),
    ];
    expect(new Set<string>(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{40}$/);
  });

  test('are the same for the same input', () => {
    expect(newObjectId('record', key, salt)).toBe(newObjectId('record', key, salt));
  });
});
