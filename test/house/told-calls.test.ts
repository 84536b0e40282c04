/**
 * Every call of a client to a node, with what its answer is held against, or why it may be told (ATTACK told-by-node):
 * none is added whose answer is shown or decided by without somebody having thought of who says so.
 */
import { expect, test } from '@jest/globals';
import { isTest, read, repositoryFiles } from './repository.ts';

/** What is held against a proof before anything is made of it. */
const VERIFIED: { readonly [path: string]: readonly string[] } = {
  'packages/cli/src/access/log.ts': ['accessLog'],
  'packages/cli/src/records/erase-record.ts': ['erasure'],
  'packages/cli/src/records/present.ts': ['presentable'],
  'packages/cli/src/records/show-records.ts': ['recordHistory'],
  'packages/explorer/src/pages/ChainPages.tsx': ['receipt'],
  'packages/explorer/src/parts/RecordErasure.tsx': ['provenValue'],
  'packages/explorer/src/parts/RecordHistory.tsx': ['recordHistory'],
  'packages/explorer/src/vault/worker.ts': ['accessLog'],
  'packages/ledger/src/reading/commit-transactions.ts': ['receipt', 'submit'],
  'packages/ledger/src/reading/committed-content.ts': ['recordHistory'],
  'packages/ledger/src/reading/grant-opener.ts': ['openings'],
  'packages/ledger/src/reading/own-content.ts': ['receipt', 'recordHistory', 'sidecar'],
  'packages/ledger/src/reading/present-record.ts': ['record'],
  'packages/ledger/src/reading/present-value.ts': ['provenValue', 'provenValueOfSubject'],
  'packages/ledger/src/reading/proven-list.ts': ['provenValue'],
  'packages/ledger/src/reading/proven-value.ts': ['provenValue', 'provenValueOfSubject'],
  'packages/ledger/src/reading/read-report.ts': ['provenValue'],
  'packages/ledger/src/reading/verified-block.ts': ['block', 'epochs'],
  'packages/ledger/src/validity/ask-standing.ts': ['recordStanding'],
  'packages/ledger/src/wallet/find-pseudonyms.ts': ['ownSubjects'],
};

const EACH = 'a list whose items are proven one by one; that it has all is said to be told';
const STATUS = 'what a node says of itself';
const NOTICES = 'hints to look, said to be told; the proof is the access log';

/** What is told, and why it may be. */
const TOLD: { readonly [path: string]: { readonly [route: string]: string } } = {
  'packages/cli/src/access/hidden.ts': { hiddenReads: EACH },
  'packages/cli/src/devnet/devnet.ts': { status: STATUS },
  'packages/cli/src/governance/agencies.ts': { validators: 'who hears whom, said to be told; the set is proven' },
  'packages/cli/src/governance/proposals.ts': { proposals: EACH },
  'packages/cli/src/governance/record-types.ts': { recordTypes: EACH },
  'packages/cli/src/governance/vocabulary.ts': { roles: EACH, purposes: EACH },
  'packages/cli/src/identity/officers.ts': { officers: EACH },
  'packages/cli/src/node/status.ts': { status: STATUS },
  'packages/cli/src/notices/list-notices.ts': { notices: NOTICES },
  'packages/cli/src/notices/subscription.ts': {
    subscription: 'the node keeps it, and no ledger does',
    changeSubscription: 'the node keeps it, and no ledger does',
  },
  'packages/cli/src/payments/entitlements.ts': { subjectEntitlements: EACH },
  'packages/cli/src/payments/payments.ts': { subjectPayments: EACH },
  'packages/cli/src/payments/programmes.ts': { programmes: EACH },
  'packages/cli/src/policy/reviews.ts': { reviews: EACH, accessCounts: EACH },
  'packages/cli/src/records/show-records.ts': { subjectRecords: EACH },
  'packages/cli/src/session/session.ts': { status: STATUS },
  'packages/cli/src/transactions/transactions.ts': { blocks: 'said to be told; one block is verified', evidence: EACH },
  'packages/explorer/src/connection/connection.ts': {
    block: 'compared between nodes, to warn of those that disagree',
    genesis: 'its chain id is shown, to be compared with one from elsewhere',
    status: STATUS,
  },
  'packages/explorer/src/home/Activity.tsx': { statistics: 'numbers of one node, under its name' },
  'packages/explorer/src/mine/own-notices.ts': { notices: NOTICES },
  'packages/explorer/src/mine/own-payments.ts': { subjectEntitlements: EACH, subjectPayments: EACH },
  'packages/explorer/src/mine/own-records.ts': { subjectRecords: EACH },
  'packages/explorer/src/pages/HomePage.tsx': { blocks: 'links to blocks, each of which is verified' },
  'packages/explorer/src/pages/DeclarationPages.tsx': { programmes: 'shown as what the node says; one is proven' },
  'packages/explorer/src/pages/MemberPages.tsx': {
    officers: 'shown as what the node says',
    validators: 'shown as what the node says',
  },
  'packages/explorer/src/parts/names.ts': { recordTypes: EACH },
  'packages/ledger/src/reading/agencies.ts': { agencies: EACH },
  'packages/ledger/src/wallet/known-sectors.ts': {
    recordTypes: 'where to look; what is found there is proven',
    programmes: 'where to look; what is found there is proven',
  },
};

const CLIENTS = /^packages\/(cli\/src|explorer\/src|ledger\/src\/(reading|validity|wallet))\//;

/** The routes that a file calls, or hands on to be called. */
function routesIn(path: string): readonly string[] {
  const named = [...read(path).matchAll(/\broutes\.([a-zA-Z]+)\b(?!\.response)/g)].map(([, name = '']) => name);
  return [...new Set(named)].sort();
}

const files = repositoryFiles().filter(
  (path) => CLIENTS.test(path) && /\.tsx?$/.test(path) && !isTest(path) && !path.includes('/testing/'),
);

test('each call of a client is verified, or it is written down why it may be told', () => {
  const found = files.flatMap((path) => routesIn(path).map((route) => `${path} ${route}`));
  expect(found.length).toBeGreaterThan(0);
  const verified = Object.entries(VERIFIED).flatMap(([path, routes]) => routes.map((route) => `${path} ${route}`));
  const told = Object.entries(TOLD).flatMap(([path, routes]) => Object.keys(routes).map((route) => `${path} ${route}`));
  expect(found.sort()).toEqual([...new Set([...verified, ...told])].sort());
});

test('a question that ends in a proof is asked of the nodes one by one: a lie of one is passed over', () => {
  // Handed the client that stands for all nodes, the verification lies outside of the asking, and ends it.
  const wrong = files.filter((path) => /\b(fetch|open|prove)\w*\(\s*session\.client\(\)/.test(read(path)));
  expect(wrong).toEqual([]);
});
