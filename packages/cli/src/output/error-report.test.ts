import { AnnalsError, CATALOGUE, type ErrorCode } from '@annals/ledger/errors';
import { expect, test } from '@jest/globals';
import { reportError } from './error-report.ts';

const PLAIN = { json: false, debug: false };

test('every code of the catalogue gives its exit code, says what is wrong and what to do', () => {
  for (const [code, { exit, title, remedy }] of Object.entries(CATALOGUE)) {
    const report = reportError(new AnnalsError(code as ErrorCode, 'the detail'), PLAIN);
    expect(report.exit).toBe(exit);
    expect(report.text).toBe(`Error: ${title} The detail.\n  Code: ${code}\n  What to do: ${remedy}\n`);
  }
});

test('the path of a field keeps its case, and a title that is repeated stands once', () => {
  expect(reportError(new AnnalsError('codec.shape', 'body.reason: expected text'), PLAIN).text).toContain(
    ' body.reason: ',
  );
  const { title } = CATALOGUE['record.unknown'];
  const repeated = title.charAt(0).toLowerCase() + title.slice(1, -1);
  expect(reportError(new AnnalsError('record.unknown', repeated), PLAIN).text).toContain(`Error: ${title}\n`);
});

test('programs get one line of JSON', () => {
  const { text } = reportError(new AnnalsError('record.unknown', 'no such record'), { json: true, debug: false });
  expect(JSON.parse(text)).toEqual({
    error: { code: 'record.unknown', message: 'no such record', remedy: CATALOGUE['record.unknown'].remedy },
  });
});

test('a fault of the program exits with 1, and shows its trace on request only', () => {
  const fault = new TypeError('x is not a function', { cause: new Error('deep') });
  const report = reportError(fault, PLAIN);
  expect(report.exit).toBe(1);
  expect(report.text).not.toContain('error-report.test');
  const traced = reportError(fault, { json: false, debug: true }).text;
  expect(traced).toContain('error-report.test');
  expect(traced).toContain('Caused by: Error: deep');
  expect(reportError('text', PLAIN).exit).toBe(1);
});
