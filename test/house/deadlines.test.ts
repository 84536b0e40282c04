/**
 * No deadline hangs on one proposer's clock: what ends by time ends by the agreed time. Whoever compares the time of a
 * block with a deadline stands here, with the reason why its proposer may say so (PROTOCOL deadlines).
 */
import { describe, expect, test } from '@jest/globals';
import { isTest, read, repositoryFiles } from './repository.ts';

const STATE = 'packages/ledger/src/state/';
const WAITING = `${STATE}time/awaited-deadline.ts`;

/** Files that compare a block's time, and why two minutes more or less take nothing from anybody there. */
const MAY_COMPARE: Readonly<Record<string, string>> = {
  'authority.ts': 'the permission of an officer ends: by the later time',
  'policy/consents.ts': 'the permission that a person gave ends: by the later time',
  'policy/still-reads.ts': 'asked with the agreed time, by whoever holds a share',
  'policy/mandates.ts': 'the permission that a representative has ends: by the later time',
  'operations/officer-appoint.ts': 'a date that is only being set',
  'operations/mandate-grant.ts': 'a date that is only being set',
  'operations/consent-grant.ts': 'a date that is only being set',
  'operations/access-read-hidden.ts': 'a date that is only being set',
};

const COMPARED = /\btimeMs\s*(?:[<>]=?|===|!==)(?!=>)|(?<!=)(?:[<>]=?|===)\s*(?:\w+\.)*timeMs\b/;

const rules = repositoryFiles().filter(
  (path) => path.startsWith(STATE) && path.endsWith('.ts') && !isTest(path) && !path.endsWith('.fixture.ts'),
);
const code = (path: string) => read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('deadlines', () => {
  test('the rule sees a comparison, and no arrow', () => {
    for (const text of ['if (timeMs < endMs)', 'endMs <= context.timeMs', 'timeMs >= due', 'a === timeMs']) {
      expect(COMPARED.test(text)).toBe(true);
    }
    for (const text of ['({ timeMs }) => timeMs', 'isOver = (timeMs) => timeMs', 'endMs: timeMs + 1']) {
      expect(COMPARED.test(text)).toBe(false);
    }
  });

  test('ATTACK deadline-of-one-clock: no rule of the ledger compares them with the time of a block', () => {
    const comparing = rules.filter((path) => COMPARED.test(code(path))).map((path) => path.slice(STATE.length));
    expect(comparing.sort()).toEqual(Object.keys(MAY_COMPARE).sort());
  });

  test('ATTACK deadline-of-one-clock: no room that holds shares and secrets ends anything by it', () => {
    const rooms = ['release', 'hidden', 'erasure', 'reviews', 'evidence'];
    const judging = repositoryFiles().filter(
      (path) =>
        rooms.some((room) => path.startsWith(`packages/node/src/${room}/`)) &&
        !isTest(path) &&
        /\bhead\.timeMs\b/.test(code(path)) &&
        !/fixture|testing/.test(path),
    );
    expect(judging).toEqual([]);
  });

  test('every kind that is in order only after one is known to the mempool', () => {
    const kinds = rules
      .filter((path) => path.startsWith(`${STATE}operations/`) && code(path).includes('time.hasPassed('))
      .map((path) => path.slice(`${STATE}operations/`.length, -'.ts'.length).replace('-', '.'));
    const listed = [...code(WAITING).matchAll(/'([a-z]+\.[a-z-]+)'/g)].map(([, kind = '']) => kind);
    expect(listed.sort()).toEqual(kinds.sort());
  });
});
