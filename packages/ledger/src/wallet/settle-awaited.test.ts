/** A wallet goes on with the key that it has until another is proven to be hers (ATTACK node-names-the-pseudonym). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { AnnalsError } from '../errors/index.ts';
import type { Proven, Receipt } from '../light/index.ts';
import type { HeldKey } from './note.ts';
import { committedKey } from './own-key.ts';
import { settleAwaited } from './settle-awaited.ts';
import { NodeOfChain, WalletChain } from './testing/index.ts';
import { Wallet } from './wallet.ts';

let ledger: WalletChain;
let wallet: Wallet;
let other: Wallet;
let liar: NodeOfChain;
let honest: NodeOfChain;
let present: HeldKey;
let awaited: HeldKey;

beforeEach(async () => {
  ledger = new WalletChain();
  [wallet, other] = await Promise.all([Wallet.create(null), Wallet.create(null)]);
  ledger.enrol(wallet, 'health');
  ledger.enrol(other, 'health');
  liar = new NodeOfChain(ledger, 'liar');
  honest = new NodeOfChain(ledger, 'honest');
  present = wallet.first('health');
  wallet.noteHeld(present as Proven<HeldKey>);
  awaited = wallet.next('health');
  wallet.noteAwaited(awaited);
});

const settle = (...nodes: readonly NodeOfChain[]) =>
  settleAwaited({ nodes: nodes.map(({ client }) => client), trusted: ledger.trusted }, wallet);
const held = () => wallet.enrolled('health').publicKey;

describe('not in place', () => {
  test.each<[string, string[], () => void]>([
    ['honest', [], () => {}],
    [
      'the pseudonym is shown with its present key',
      ['proof.membership'],
      () => {
        liar.lie = () => ledger.prove('health', wallet.publicKeyOf(present));
      },
    ],
    [
      'the present key is shown as if it were the awaited one',
      ['proof.membership'],
      () => {
        liar.lie = (_, __, truth) => {
          const { own } = ledger.prove('health', wallet.publicKeyOf(present));
          return { ...truth, others: [{ id: awaited.subject, state: own }] };
        };
      },
    ],
    [
      'somebody else is shown',
      ['proof.membership'],
      () => {
        liar.lie = () => ledger.prove('health', other.publicKeyOf(other.first('health')));
      },
    ],
    [
      'no answer',
      [],
      () => {
        liar.failure = new AnnalsError('node.unreachable', 'gone');
      },
    ],
  ])('%s: the wallet goes on as it is, and asks again', async (_, codes, lie) => {
    lie();
    const { hasChanged, contradicted } = await settle(liar, honest);
    expect(hasChanged).toBe(false);
    expect(contradicted.map(({ code }) => code)).toEqual(codes);
    expect(held()).toEqual(wallet.publicKeyOf(present));
    expect(wallet.awaited).toEqual([awaited]);
  });
});

describe('in place', () => {
  test.each<[string, () => void]>([
    ['honest', () => {}],
    [
      'kept back',
      () => {
        liar.lie = (_, __, truth) => ({ ...truth, others: [] });
      },
    ],
    [
      'refused',
      () => {
        liar.failure = new AnnalsError('subject.unknown', 'made up');
      },
    ],
    [
      'never answered',
      () => {
        liar.failure = 'silence';
      },
    ],
  ])('%s by the one, proven by the other: the key is hers', async (_, lie) => {
    ledger.replace(wallet, present, wallet, awaited);
    lie();
    expect(await settle(liar, honest)).toMatchObject({ hasChanged: true });
    expect([held(), wallet.awaited]).toEqual([wallet.publicKeyOf(awaited), []]);
  });

  test('a recovery, of a pseudonym that another phrase has made', async () => {
    const recovered = { ...wallet.first('civil'), subject: other.first('civil').subject };
    ledger.enrol(other, 'civil');
    wallet.noteAwaited(recovered);
    expect(await settle(honest)).toMatchObject({ hasChanged: false });
    ledger.replace(other, other.first('civil'), wallet, recovered);
    expect(await settle(honest)).toMatchObject({ hasChanged: true });
    expect(wallet.enrolled('civil')).toMatchObject({ subject: recovered.subject });
  });
});

describe('the receipt of what puts a key in its place', () => {
  const receipt = () => ledger.chain.receipt(ledger.chain.height, 0) as Proven<Receipt>;

  test('says that it is hers', () => {
    ledger.replace(wallet, present, wallet, awaited);
    expect(committedKey(wallet, awaited, receipt())).toBe(awaited);
    ledger.enrol(wallet, 'civil');
    expect(committedKey(wallet, wallet.first('civil'), receipt())).toEqual(wallet.first('civil'));
  });

  test('says nothing of another key, pseudonym or sector, nor does that of something else', () => {
    const refused = (key: HeldKey) =>
      expect(() => committedKey(wallet, key, receipt())).toThrow(expect.objectContaining({ code: 'proof.inclusion' }));
    ledger.chain.commit(ledger.chain.appointDoctor());
    refused(awaited);
    ledger.enrol(wallet, 'civil');
    refused({ ...wallet.first('civil'), index: 1 });
    refused(wallet.first('education'));
    refused({ ...wallet.first('civil'), subject: other.first('civil').subject });
    ledger.replace(wallet, present, wallet, awaited);
    refused({ ...awaited, index: 2 });
    refused({ ...awaited, subject: other.first('health').subject });
  });
});
