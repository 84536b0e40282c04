/** Formatters are total: whatever stands on a ledger, or a node says, they show something and never throw. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from '../connection/connection.ts';
import { wordsOf } from '../context.ts';
import * as explain from '../explain.ts';
import { LANGUAGES, type Language } from '../messages/index.ts';
import { fieldTitles } from '../parts/field-titles.ts';
import { agencyName, sectionTitle, stateTitle, typeTitle } from '../parts/names.ts';
import { describeEntry } from '../trail/entry-words.ts';
import { csv } from './csv.ts';
import * as format from './format.ts';

const languages = Object.keys(LANGUAGES) as Language[];
const language = fc.constantFrom(...languages);
/** Whatever a shape of the ledger lets through, and more: odd numbers, texts, bytes, currencies and codes. */
const anything = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, 8.64e15 + 1, -0, Number.NaN, 1e300, 253_402_300_800_000),
  fc.string({ unit: 'binary' }),
  fc.uint8Array(),
  fc.constantFrom('XXXX', 'EUR', '', '__proto__', 'constructor', '\ud800', null, undefined, true),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
  fc.array(fc.string()),
);

describe('ATTACK date-beyond-calendars', () => {
  test.each(Object.entries(format).filter(([name]) => name !== 'shorten'))(
    '%s shows something of anything',
    (_, show) => {
      fc.assert(
        fc.property(language, anything, anything, (of, first, second) => {
          const shown = (show as (...given: unknown[]) => unknown)(
            ...(show.length === 1 ? [first] : [of, first, second]),
          );
          expect(typeof shown).toBe('string');
        }),
      );
    },
  );

  test('a time that no calendar has is shown as that, with its number', () => {
    for (const of of languages) {
      for (const show of [format.dateTime, format.timeOfDay, format.dayOf, format.month, format.day]) {
        expect(show(of, Number.MAX_SAFE_INTEGER)).toContain('9007199254740991');
      }
    }
    expect(format.dateTime('en', Number.MAX_SAFE_INTEGER)).toMatch(/^a date that no calendar has/);
  });

  test('money of no currency is shown in its smallest unit', () => {
    expect(format.money('en', 1_234, 'no such')).toBe(
      '1234 of the smallest unit of “no such”, which is no known currency',
    );
  });

  test.each(Object.entries(explain).filter(([name]) => name.startsWith('explain')))(
    '%s has words for anything',
    (_, say) => {
      fc.assert(
        fc.property(
          language,
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor')),
          (of, value) => {
            expect(typeof (say as (...given: unknown[]) => unknown)(wordsOf(of), value)).not.toBe('undefined');
          },
        ),
      );
    },
  );

  test('names, sentences and tables are made of any text', () => {
    const connection = { genesis: { agencies: [] } } as unknown as Connection;
    const odd = {
      name: 'odd',
      title: null,
      sections: [{ name: 's', title: 7, schema: '{' }],
      lifecycle: { states: [] },
    };
    fc.assert(
      fc.property(language, fc.string({ unit: 'binary' }), (of, text) => {
        const types = [odd] as never;
        const words = wordsOf(of);
        for (const show of [sectionTitle, stateTitle]) expect(typeof show(types, of, 'odd', text)).toBe('string');
        expect(typeof typeTitle(types, of, text)).toBe('string');
        expect(fieldTitles(types, of, 'odd', 's').size).toBe(0);
        const entry = {
          type: text,
          sections: [text],
          purpose: text,
          code: text,
          reason: text,
          agency: null,
          mode: 'ordinary',
        };
        for (const outcome of ['granted', 'refused'] as const)
          expect(typeof describeEntry({ words, connection, types }, { entry: { ...entry, outcome } } as never)).toBe(
            'string',
          );
        expect(csv([[text]])).toContain('\r\n');
        expect(agencyName(connection, of, 'aa'.repeat(20) as never)).toMatch(/^agc1/);
      }),
    );
  });
});
