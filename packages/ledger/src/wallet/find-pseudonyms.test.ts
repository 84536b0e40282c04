/**
 * Which pseudonyms a phrase has, told by nodes of which one may lie: what counts is proven, one honest node is enough
 * (ATTACK node-names-the-pseudonym).
 */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { AnnalsError } from '../errors/index.ts';
import { verifyHeader } from '../light/index.ts';
import { findPseudonyms } from './find-pseudonyms.ts';
import { type Lie, NodeOfChain, WalletChain } from './testing/index.ts';
import { Wallet } from './wallet.ts';

const SECTORS = ['civil', 'education', 'health'];
const TWENTY_MINUTES_MS = 20 * 60_000;

let ledger: WalletChain;
let wallet: Wallet;
let other: Wallet;
let liar: NodeOfChain;
let honest: NodeOfChain;

beforeEach(async () => {
  ledger = new WalletChain();
  [wallet, other] = await Promise.all([Wallet.create(null), Wallet.create(null)]);
  liar = new NodeOfChain(ledger, 'liar', SECTORS);
  honest = new NodeOfChain(ledger, 'honest', SECTORS);
});

const find = (nodes: readonly NodeOfChain[], sectors?: readonly string[], trusted = ledger.trusted) =>
  findPseudonyms({ nodes: nodes.map(({ client }) => client), trusted }, wallet, sectors);

/** One key is her first, one has been replaced, and one came to her with the pseudonym of another phrase. */
function enrolAll() {
  ledger.enrol(wallet, 'civil', 'education');
  ledger.enrol(other, 'civil', 'health');
  const first = wallet.first('education');
  const education = { ...first, index: 1 };
  ledger.replace(wallet, first, wallet, education);
  const health = { ...wallet.first('health'), subject: other.first('health').subject };
  ledger.replace(other, other.first('health'), wallet, health);
  return [wallet.first('civil'), education, health];
}

test('first keys are found, replaced ones, and those of a recovery; little is asked where there is nothing', async () => {
  const hers = enrolAll();
  const found = await find([honest]);
  expect(found).toMatchObject({ held: hers, replaced: [], contradicted: [], unheard: [], height: ledger.chain.height });
  const before = honest.asked;
  expect(await find([honest], ['land'])).toMatchObject({ held: [], replaced: [] });
  expect(honest.asked - before).toBeLessThan(10);
});

test('where another phrase has taken its place, that is said', async () => {
  ledger.enrol(wallet, 'health');
  ledger.replace(wallet, wallet.first('health'), other, other.first('health'));
  expect(await find([honest])).toMatchObject({ held: [], replaced: ['health'] });
});

describe('ATTACK node-names-the-pseudonym: beside an honest node', () => {
  const asIfNobody: Lie = (sector, _, truth) => ({ ...truth, own: ledger.prove(sector, strange()).own, others: [] });
  const strange = () => other.publicKeyOf({ ...other.first('land'), index: 9 });

  test.each<[string, string | undefined, () => void]>([
    [
      'one that answers with the pseudonym of somebody else is named',
      'proof.membership',
      () => {
        liar.lie = (sector) => ledger.prove(sector, other.publicKeyOf(other.first('civil')));
      },
    ],
    [
      'one that adds the pseudonym of somebody else is named',
      'proof.membership',
      () => {
        liar.lie = (_, __, truth) => {
          const { own } = ledger.prove('civil', other.publicKeyOf(other.first('civil')));
          return { ...truth, others: [{ id: other.first('civil').subject, state: own }] };
        };
      },
    ],
    [
      'one that says that there is none, by a proof of something else, is named',
      'proof.membership',
      () => {
        liar.lie = asIfNobody;
      },
    ],
    [
      'one that keeps back what came to her is made up for',
      undefined,
      () => {
        liar.lie = (_, __, truth) => ({ ...truth, others: [] });
      },
    ],
    [
      'one that names no sector is made up for',
      undefined,
      () => {
        liar.sectors = [];
      },
    ],
    [
      'one that names sectors without end is named',
      'node.bad-answer',
      () => {
        liar.sectors = Array.from({ length: 65 }, (_, i) => `sector-${i}`);
      },
    ],
    [
      'one that says it may not tell is made up for',
      undefined,
      () => {
        liar.failure = new AnnalsError('auth.not-entitled', 'made up');
      },
    ],
  ])('%s', async (_, code, lie) => {
    const hers = enrolAll();
    lie();
    for (const nodes of [
      [liar, honest],
      [honest, liar],
    ]) {
      const { held, contradicted } = await find(nodes);
      expect(held).toEqual(hers);
      expect(contradicted.map((each) => [each.node, each.code])).toEqual(code ? [[liar.baseUrl, code]] : []);
    }
    // And alone it makes nobody believe what is not so.
    const alone = await find([liar]).catch((error: AnnalsError) => error);
    if (code) expect(alone).toMatchObject({ code });
    else if (!(alone instanceof AnnalsError)) for (const key of alone.held) expect(hers).toContainEqual(key);
  });

  test('one that proves what was so before she replaced her key does not bring the old one back', async () => {
    ledger.enrol(wallet, 'health');
    const first = wallet.first('health');
    const before = ledger.prove('health', wallet.publicKeyOf(first));
    ledger.replace(wallet, first, wallet, { ...first, index: 1 });
    liar.lie = (sector, key, truth) =>
      before.own.key === truth.own.key && sector === 'health' && key ? before : truth;
    for (const nodes of [
      [liar, honest],
      [honest, liar],
    ]) {
      expect((await find(nodes, ['health'])).held).toEqual([{ ...first, index: 1 }]);
    }
  });

  test('one that proves what was hers long ago, and is not, does not bring it back', async () => {
    ledger.enrol(other, 'health');
    const came = { ...wallet.first('health'), subject: other.first('health').subject };
    ledger.replace(other, other.first('health'), wallet, came);
    const before = ledger.prove('health', wallet.publicKeyOf(came));
    expect((await find([honest], ['health'])).held).toEqual([came]);
    ledger.replace(wallet, came, other, { ...came, index: 7 });
    ledger.chain.block([], TWENTY_MINUTES_MS);
    liar.lie = (_, __, truth) => (truth.own.key === before.own.key ? before : truth);
    expect((await find([liar, honest], ['health'])).held).toEqual([]);
  });
});

test('nodes that prove less than is known already are not believed', async () => {
  ledger.enrol(wallet, 'health');
  const before = (sector: string) => ledger.prove(sector, wallet.publicKeyOf(wallet.first(sector)));
  const old = new Map(SECTORS.map((sector) => [sector, before(sector)]));
  ledger.chain.block();
  const newest = verifyHeader(ledger.trusted, ledger.chain.proveHeader());
  if (!newest.ok) throw new Error(newest.reason);
  liar.lie = (sector) => old.get(sector) as ReturnType<Lie>;
  await expect(find([liar], ['health'], newest.trusted)).rejects.toMatchObject({ code: 'proof.stale' });
  expect((await find([liar, honest], ['health'], newest.trusted)).held).toEqual([wallet.first('health')]);
});

test('what a node proved before it failed counts, and it is not heard in full', async () => {
  const hers = enrolAll();
  liar.lie = (sector, _, truth) => {
    if (sector === 'civil') return truth;
    throw new AnnalsError('node.busy', 'no more');
  };
  honest.sectors = ['education', 'health'];
  expect(await find([liar, honest])).toMatchObject({ held: hers, contradicted: [], unheard: [liar.baseUrl] });
});

test('nodes that fail are no answer', async () => {
  liar.failure = new AnnalsError('node.unreachable', 'gone');
  await expect(find([liar])).rejects.toMatchObject({ code: 'node.unreachable' });
});
