/**
 * A node that lies about which pseudonym and which key are a person's, to the `annals` command as people run it: what is
 * hers is proven, an honest node beside it is enough, and the liar is named (ATTACK node-names-the-pseudonym,
 * ATTACK sector-named-by-node).
 */
import { bytesToHex } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { entropyOf, Wallet } from '@annals/ledger/wallet';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Person } from '../harness/actors.ts';
import { CommandLine } from '../harness/command-line.ts';
import { type Answer, type Impostor, LyingNode } from '../harness/lying-node.ts';
import { posesAs } from '../harness/pose.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

let network: TestNetwork;
let annals: CommandLine;
/** Is asked first, and lies. */
let liar: LyingNode;
/** A person of this network whose keys the liar has. */
let puppet: Person;
let liis: { readonly subject: string; readonly phrase: string };

beforeAll(async () => {
  network = await TestNetwork.start({ parameters: { recoveryWaitMs: 600_000 } });
  annals = await CommandLine.of(network, { registry: 0, education: 1, health: 2, welfare: 3 });
  liar = await LyingNode.start(network.url(0));
  honestOnly();
  await annals.appoint({ registrar: ['registrar', 'registry'], dean: ['registrar', 'education'] });
  liis = await annals.done('person', 'enrol', 'liis', '--sector', 'health', '--as', 'registrar');
  await annals.done('person', 'enrol', 'liis', '--sector', 'civil', '--as', 'registrar');
  const actors = new Actors(network.chain);
  const made = actors.enrol(actors.agency((network.seats[3] as Seat).agencySecret), 'health');
  puppet = made.person;
  await commit(network.client(1), [made.submit]);
}, 300_000);
afterEach(() => {
  liar.clear();
  honestOnly();
});
afterAll(async () => {
  annals?.remove();
  liar?.close();
  await network?.stop();
});

const honestOnly = () => annals.useNodes([network.url(1)]);
const lyingFirst = () => annals.useNodes([liar.url, network.url(1)]);
const problem = (status: number, code: string) => ({
  status,
  body: { type: `urn:annals:error:${code}`, title: 'no', status, detail: 'made up', code, remedy: 'none' },
});
const ownSubjects = (path: string) => path.startsWith('/v1/own-subjects');

describe('ATTACK node-names-the-pseudonym: a wallet that is restored from its words', () => {
  const names = ['left-out', 'of-another', 'unknown', 'no-sectors', 'many-sectors'] as const;
  test.each<[(typeof names)[number], string | null, () => void]>([
    [
      'of-another',
      'proof.membership',
      () => {
        liar.impostor = posesAs(network, puppet);
      },
    ],
    [
      'left-out',
      'node.bad-answer',
      () => {
        liar.lie = (path, answer) => (ownSubjects(path) ? { subjects: [] } : answer);
      },
    ],
    [
      'unknown',
      null,
      () => {
        liar.impostor = async ({ path }) =>
          ownSubjects(path) || path.startsWith('/v1/subjects/') ? problem(404, 'subject.unknown') : undefined;
      },
    ],
    [
      'no-sectors',
      null,
      () => {
        liar.lie = (path, answer) =>
          /^\/v1\/(record-types|programmes)/.test(path) ? { items: [], next: null } : answer;
      },
    ],
    [
      'many-sectors',
      'node.bad-answer',
      () => {
        liar.lie = (path, answer) => {
          if (!path.startsWith('/v1/record-types')) return answer;
          const [item] = answer.items;
          return { items: Array.from({ length: 65 }, (_, i) => ({ ...item, sector: `sector-${i}` })), next: null };
        };
      },
    ],
  ])('%s: has her pseudonyms, and no others', async (label, code, lie) => {
    lie();
    lyingFirst();
    const words = annals.write('words.txt', liis.phrase);
    const restored = await annals.done('person', 'restore', label, '--phrase-file', words);
    const found = restored.subjects.map(({ sector }: { sector: string }) => sector);
    expect(found).toEqual(['civil', 'health']);
    expect(restored.subjects[1].subject).toBe(liis.subject);
    expect(restored.contradicted.map((each: { node: string; code: string }) => [each.node, each.code])).toEqual(
      code ? [[liar.url, code]] : [],
    );
    // What is shown of her afterwards is hers.
    honestOnly();
    const { logs } = await annals.done('access', 'log', '--person', label, '--sector', 'health');
    expect(logs[0].subject).toBe(liis.subject);
  });

  test('where the liar alone is asked nothing is restored', async () => {
    liar.impostor = posesAs(network, puppet);
    annals.useNodes([liar.url]);
    const words = annals.write('words.txt', liis.phrase);
    expect(await annals.refused('person', 'restore', 'liis-alone', '--phrase-file', words)).toBe('proof.membership');
  });
});

describe('ATTACK node-names-the-pseudonym: a replacement of her key that was cut off', () => {
  test('a key that is not in its place does not become hers', async () => {
    const maria = await annals.done('person', 'enrol', 'maria', '--sector', 'health', '--as', 'registrar');
    // The one node that is asked drops the replacement.
    annals.useNodes([liar.url]);
    liar.impostor = async ({ method, path }) =>
      method === 'POST' && path === '/v1/transactions' ? problem(403, 'tx.not-authorised') : undefined;
    expect((await annals.run('person', 'rotate-key', 'maria', '--sector', 'health')).exit).not.toBe(0);
    const ofPuppet = await network.client(1).call(routes.subject, {
      params: { subject: puppet.subject },
      prove: { secret: puppet.secret, chain: network.chain },
    });
    const poses = posesAs(network, puppet);
    const lies: Impostor = async (asked, passOn) => {
      const isHers = asked.method === 'GET' && asked.path === `/v1/subjects/${maria.subject}`;
      return isHers ? { status: 200, body: routes.subject.response.toJson(ofPuppet) } : poses(asked, passOn);
    };
    liar.impostor = lies;
    lyingFirst();
    await annals.done('person', 'list');
    liar.clear();
    honestOnly();
    // Her wallet signs with the key that the ledger knows: this one is looked at, and the next one is put in its place.
    await annals.done('access', 'log', '--person', 'maria');
    await annals.done('person', 'rotate-key', 'maria', '--sector', 'health');
    await annals.done('access', 'restrict', '--person', 'maria', '--sector', 'health', '--type', 'medical-record');
    // Nor does her new key become another pseudonym beside the one that she has.
    expect(await annals.refused('person', 'enrol', 'maria', '--sector', 'health', '--as', 'registrar')).toBe(
      'person.exists',
    );
  });
});

describe('ATTACK sector-named-by-node: a recovery', () => {
  test('asks for a key of the sector that the pseudonym is of', async () => {
    liar.lie = (path, answer) => {
      if (path === `/v1/subjects/${liis.subject}`) return { ...answer, sector: 'civil' };
      if (!path.startsWith(`/v1/subjects/${liis.subject}/values/subject`)) return answer;
      const { proven } = answer;
      const hexOf = (sector: string) => Buffer.from(sector).toString('hex');
      // The same value, but for its sector: `civil` has a letter less than `health`, which its length byte says.
      const value = proven.state.value.replace(`66${hexOf('health')}`, `65${hexOf('civil')}`);
      return { proven: { ...proven, state: { ...proven.state, value } } };
    };
    lyingFirst();
    const asked = await annals.done('person', 'recover', 'liis-2', '--subject', liis.subject, '--as', 'registrar');
    expect(asked.sector).toBe('health');
    const wallet = await Wallet.fromEntropy(await entropyOf(asked.phrase), null);
    const keyIn = (sector: string) => bytesToHex(wallet.keyOf(wallet.first(sector)).publicKey);
    expect(asked.key).toBe(keyIn('health'));
    expect(asked.key).not.toBe(keyIn('civil'));
  });

  test('that is open is seen beside a node that says there is none, or shows what was so before', async () => {
    const eva = await annals.done('person', 'enrol', 'eva', '--sector', 'health', '--as', 'registrar');
    const before = new Map<string, Answer>();
    liar.lie = (path, answer) => {
      before.set(path, answer);
      return answer;
    };
    lyingFirst();
    expect((await annals.done('person', 'show', 'eva')).subjects).toMatchObject([{ recoveryReadyMs: null }]);
    expect([...before.keys()].filter((path) => path.includes('recovery'))).not.toEqual([]);
    liar.clear();
    await annals.done('person', 'recover', 'eva-2', '--subject', eva.subject, '--as', 'registrar');
    const seen = async () => {
      const shown = await annals.done('person', 'show', 'eva');
      expect(shown.subjects).toMatchObject([{ recoveryReadyMs: expect.any(Number) }]);
      expect(await annals.done('person', 'recovery', 'eva')).toMatchObject({ status: 'open' });
    };
    liar.impostor = async ({ path }) => (path.includes('recovery') ? problem(404, 'recovery.unknown') : undefined);
    await seen();
    liar.clear();
    liar.lie = (path, answer) => before.get(path) ?? answer;
    await seen();
  });

  test('is asked for beside a node that says that there is none, that she is unknown, or that it may not tell', async () => {
    const hidden = [
      problem(404, 'recovery.unknown'),
      problem(404, 'subject.unknown'),
      problem(403, 'auth.not-entitled'),
    ];
    for (const [i, said] of hidden.entries()) {
      liar.impostor = async ({ path }) => (path.startsWith(`/v1/subjects/${liis.subject}`) ? said : undefined);
      lyingFirst();
      const again = await annals.done(
        'person',
        'recover',
        `liis-${3 + i}`,
        '--subject',
        liis.subject,
        '--as',
        'registrar',
      );
      expect(again.sector).toBe('health');
    }
  });
});
