import { voteDigest } from '@annals/ledger/block';
import { type BlockHash, bytesToHex } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { describe, expect, test } from '@jest/globals';
import { madeProposal } from './messages.fixture.ts';
import type { ConsensusMessage } from './messages.ts';
import {
  completeIntent,
  contentOf,
  digestOf,
  highestPrepared,
  type Intent,
  type SignedContent,
  signedPartsOf,
  signingOrder,
} from './signed.ts';

const chain = sha256(Uint8Array.of(1));
const A = 'aa'.repeat(32) as BlockHash;
const B = 'bb'.repeat(32) as BlockHash;
const signature = (n: number) => new Uint8Array(64).fill(n);

describe('digests', () => {
  test('differ whenever the content does, and by chain', () => {
    const contents: SignedContent[] = [];
    for (const height of [1, 2]) {
      for (const view of [0, 1]) {
        for (const block of [A, B]) {
          contents.push({ type: 'pre-prepare', height, view, block });
          for (const step of ['prepare', 'commit'] as const)
            contents.push({ type: 'vote', vote: { step, height, view, block } });
          contents.push({ type: 'view-change', height, view: 2, prepared: { view, block } });
        }
        contents.push({ type: 'view-change', height, view: view + 2, prepared: null });
      }
    }
    const digests = new Set(
      contents.flatMap((content) => [chain, sha256(chain)].map((of) => bytesToHex(digestOf(of, content)))),
    );
    expect(digests.size).toBe(2 * contents.length);
  });

  test('of a commit is the one that its certificate is verified under', () => {
    const vote = { step: 'commit', height: 4, view: 1, block: A } as const;
    expect(digestOf(chain, { type: 'vote', vote })).toEqual(voteDigest(chain, vote));
  });
});

describe('the parts of a message', () => {
  const parentCertificate = {
    height: 6,
    view: 3,
    block: B,
    signatures: [0, 2, 3].map((index) => ({ index, signature: signature(index) })),
  };
  const proposal = madeProposal(1, { height: 7, parent: B }, parentCertificate);
  const prepares = [1, 2, 3].map((index) => ({ index, signature: signature(10 + index) }));
  const list = (message: ConsensusMessage) =>
    signedPartsOf(message).map(({ content, validatorsOfHeight, signer }) => {
      const { height, view } = content.type === 'vote' ? content.vote : content;
      const step = content.type === 'vote' ? content.vote.step : content.type;
      return `${signer} of ${validatorsOfHeight}: ${step} ${height}/${view}`;
    });

  test('of a pre-prepare with a justification are all that its acceptance rests on', () => {
    const message: ConsensusMessage = {
      type: 'pre-prepare',
      height: 7,
      view: 2,
      proposal,
      justification: {
        viewChanges: [
          { signer: 0, prepared: null, signature: signature(20) },
          { signer: 1, prepared: { view: 1, block: proposal.hash }, signature: signature(21) },
          { signer: 3, prepared: { view: 0, block: A }, signature: signature(23) },
        ],
        prepares,
      },
      signer: 1,
      signature: signature(1),
    };
    expect(list(message)).toEqual([
      '1 of 7: pre-prepare 7/2',
      '0 of 6: commit 6/3',
      '2 of 6: commit 6/3',
      '3 of 6: commit 6/3',
      '0 of 7: view-change 7/2',
      '1 of 7: view-change 7/2',
      '3 of 7: view-change 7/2',
      '1 of 7: prepare 7/1',
      '2 of 7: prepare 7/1',
      '3 of 7: prepare 7/1',
    ]);
  });

  test('of a view change include its certificate', () => {
    const message: ConsensusMessage = {
      type: 'view-change',
      height: 7,
      view: 2,
      prepared: { view: 1, block: proposal.hash },
      certificate: { view: 1, proposal, prepares },
      signer: 3,
      signature: signature(3),
    };
    expect(list(message)).toEqual([
      '3 of 7: view-change 7/2',
      '0 of 6: commit 6/3',
      '2 of 6: commit 6/3',
      '3 of 6: commit 6/3',
      '1 of 7: prepare 7/1',
      '2 of 7: prepare 7/1',
      '3 of 7: prepare 7/1',
    ]);
  });

  test('of the rest', () => {
    const vote = { step: 'commit', height: 7, view: 0, block: A, signer: 2, signature: signature(2) } as const;
    expect(list({ type: 'vote', vote })).toEqual(['2 of 7: commit 7/0']);
    expect(list({ type: 'decision', certificate: parentCertificate })).toEqual([
      '0 of 6: commit 6/3',
      '2 of 6: commit 6/3',
      '3 of 6: commit 6/3',
    ]);
    expect(
      list({ type: 'status', height: 7, view: 0, hasProposal: true, serial: 1, signature: new Uint8Array(64) }),
    ).toEqual([]);
  });

  test('the first part of a completed intent is what was to be signed', () => {
    const intents: Intent[] = [
      { type: 'vote', vote: { step: 'prepare', height: 7, view: 0, block: A } },
      { type: 'pre-prepare', height: 7, view: 0, proposal, justification: null },
      { type: 'view-change', height: 7, view: 1, prepared: null, certificate: null },
    ];
    for (const intent of intents) {
      const [part] = signedPartsOf(completeIntent(intent, 2, signature(9)));
      expect(part).toEqual({ content: contentOf(intent), validatorsOfHeight: 7, signer: 2, signature: signature(9) });
    }
  });
});

test('signing goes up by height, view and step (FAILURES 28)', () => {
  const order: SignedContent[] = [
    { type: 'pre-prepare', height: 1, view: 0, block: A },
    { type: 'vote', vote: { step: 'prepare', height: 1, view: 0, block: A } },
    { type: 'vote', vote: { step: 'commit', height: 1, view: 0, block: A } },
    { type: 'view-change', height: 1, view: 1, prepared: null },
    { type: 'pre-prepare', height: 1, view: 1, block: A },
    { type: 'vote', vote: { step: 'prepare', height: 1, view: 1, block: A } },
    { type: 'vote', vote: { step: 'prepare', height: 2, view: 0, block: A } },
  ];
  const rank = (content: SignedContent) => {
    const [height, view, step] = signingOrder(content);
    return height * 100 + view * 10 + step;
  };
  for (let i = 1; i < order.length; i++) {
    expect(rank(order[i] as SignedContent)).toBeGreaterThan(rank(order[i - 1] as SignedContent));
  }
});

test('the highest prepared among view changes', () => {
  expect(highestPrepared([])).toBeNull();
  expect(
    highestPrepared([
      { prepared: null },
      { prepared: { view: 1, block: A } },
      { prepared: { view: 4, block: B } },
      { prepared: { view: 2, block: A } },
    ]),
  ).toEqual({ view: 4, block: B });
});
