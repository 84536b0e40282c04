/** The operators' guide names every setting with its default, the metrics that there are, and the codes of the start. */

import { CATALOGUE } from '@annals/ledger/errors';
import { configOf, configShape } from '@annals/node/config';
import { describe, expect, test } from '@jest/globals';
import { read } from './repository.ts';

const guide = read('docs/operators.md');
const metrics = read('packages/node/src/metrics/metrics.ts');

describe('the operators guide', () => {
  const settings = Object.keys((configShape.jsonSchema as { readonly properties: object }).properties);
  const required = ['role', 'listen', 'api'];
  const defaults: Readonly<Record<string, unknown>> = configOf({
    role: 'observer',
    listen: [],
    api: { host: '127.0.0.1', port: 0 },
  });

  test.each(settings)('has the setting %s with its default', (name) => {
    const row = new RegExp(`^\\| \`${name}\` \\| ([^|]+) \\|`, 'm').exec(guide)?.[1];
    const value = defaults[name];
    const isEmpty = typeof value === 'object' && Object.keys(value ?? {}).length === 0;
    const shown = required.includes(name) ? 'required' : isEmpty ? 'none' : String(value);
    expect(row?.replaceAll('`', '')).toBe(shown);
  });

  test('names no setting that there is not', () => {
    const [, section = ''] = /^## Configuration\n(.*?)^## /ms.exec(guide) ?? [];
    const named = [...section.matchAll(/^\| `([A-Za-z]+)` \|/gm)].map(([, name]) => name);
    expect(named).toEqual(settings);
  });

  test('names no metric that there is not', () => {
    const named = [...guide.matchAll(/\bannals_([a-z_]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(10);
    const unknown = named.filter(
      (name) => !metrics.includes(`annals_${name}'`) && !metrics.includes(`'${name.replace(/_total$/, '')}'`),
    );
    expect(unknown).toEqual([]);
  });

  test('says what to do for every code of the store and the vote log', () => {
    const codes = Object.keys(CATALOGUE).filter((code) => /^(store|vote-log)\./.test(code));
    expect(codes.filter((code) => !guide.includes(`| \`${code}\` |`))).toEqual([]);
  });
});
