import type { BlockHash } from '@annals/ledger/codec';
import { publicKeyOf, sha256 } from '@annals/ledger/crypto';
import { expect, test } from '@jest/globals';
import type { Chain } from '../../chain/index.ts';
import { silentLog } from '../../log.ts';
import type { Network } from '../../network/network.ts';
import { FREE_ACCOUNT } from '../../network/peer-account.ts';
import { decodeMessage, type Input, membershipOf, Replica } from '../core/index.ts';
import { madeProposal } from '../core/messages.fixture.ts';
import type { BlockBodies, Execution } from './bodies.ts';
import { Driver, type DriverParts } from './driver.ts';
import { GuardedSigner, localSigningKey } from './signer.ts';
import { VoteLog } from './vote-log.ts';

const chainId = new Uint8Array(32);
const secret = sha256(new Uint8Array([7]));
const key = localSigningKey(secret, publicKeyOf(secret));
const others = [1, 2, 3].map((i) => publicKeyOf(sha256(new Uint8Array([i]))));
const keys = [others[0], key.publicKey, others[1], others[2]] as Uint8Array[];
const head = { height: 0, block: '00'.repeat(32) as BlockHash, timeMs: 0 };
const proposal = madeProposal(1, { proposer: key.publicKey });

const turns = async () => {
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
};

/** The primary of height 1 on parts of which only the bodies matter, and what it has sent. */
function primaryWith(bodies: Partial<BlockBodies>, nowMs: () => number = () => 1) {
  const sent: string[] = [];
  const halted: string[] = [];
  const membership = membershipOf(keys, key.publicKey);
  const time = () => ({ monotonicMs: nowMs(), wallMs: 1_000 });
  const replica = new Replica({ head, membership, parentMembership: membership, records: [], time: time() });
  const inputs: Input[] = [];
  const step = replica.step.bind(replica);
  replica.step = (input, at) => {
    inputs.push(input);
    return step(input, at);
  };
  const driver = new Driver({
    replica,
    chain: {
      head,
      validators: { current: keys.map((one) => ({ key: one })) },
      onApplied: () => () => undefined,
    } as unknown as Chain,
    network: {
      onMessage: () => undefined,
      account: () => FREE_ACCOUNT,
      onPeer: () => () => undefined,
      send: (_: string, __: string, bytes: Uint8Array) => {
        const message = decodeMessage(bytes);
        sent.push(message.type === 'vote' ? message.vote.step : message.type);
      },
    } as unknown as Network,
    voteLog: new VoteLog({ entries: () => [], append: async () => {}, reset: async () => {}, close: async () => {} }),
    signer: new GuardedSigner(chainId, key, []),
    verifier: {} as DriverParts['verifier'],
    bodies: { gather: async () => [], ...bodies } as BlockBodies,
    certificateOf: () => undefined,
    time,
    later: () => () => undefined,
    log: silentLog,
    events: {
      onMisbehaviour: () => undefined,
      onRefused: () => undefined,
      onHalt: (reason) => halted.push(reason),
      onBehind: () => undefined,
    },
    ownKey: key.publicKey,
  });
  driver.start();
  driver.noteWork(true);
  return { driver, halted, inputs, sent: () => sent.filter((type) => type !== 'status') };
}

test('a primary prepares its own block only when its sealed content is on the disk, as everybody does', async () => {
  let hold: (verdict: Execution) => void = () => undefined;
  const execute = () => new Promise<Execution>((resolve) => (hold = resolve));
  const { driver, sent } = primaryWith({ candidate: async () => proposal, execute });
  await turns();
  expect(sent()).toEqual(['pre-prepare']);
  hold({ ok: true });
  await turns();
  expect(sent()).toEqual(['pre-prepare', 'prepare']);
  driver.stop();
});

test('a disk that fails halts it and is named in one line, without the places in the code', async () => {
  const execute = () => Promise.reject(new Error('ENOSPC: no space left on device, write'));
  const { halted, sent } = primaryWith({ candidate: async () => proposal, execute });
  await turns();
  expect(halted).toEqual(['block 1 could not be executed: Error: ENOSPC: no space left on device, write']);
  expect(sent()).not.toContain('prepare');
});

test('ATTACK late-bodies: how long bodies are waited for is no time of this node, and is told by itself', async () => {
  let nowMs = 0;
  const gather = async () => {
    nowMs += 9_000;
    return [];
  };
  const execute = async () => {
    nowMs += 40;
    return { ok: true } as const;
  };
  const { driver, inputs } = primaryWith({ candidate: async () => proposal, gather, execute }, () => nowMs);
  await turns();
  expect(inputs.find(({ type }) => type === 'executed')).toMatchObject({ durationMs: 40, bodiesMs: 9_000 });
  await driver.stop();
});
