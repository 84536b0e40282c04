/**
 * Cost of a block of 1,000 `record.issue` by an officer, in microseconds a transaction: decoding, validity, execution
 * (with encoding and the state tree, and of that the tree), at a growing number of records that exist already. Signatures are not verified
 * here, and the store is memory. Run `node test/bench/execute.bench.ts [--json] [--rounds 20]`.
 */
import { parseArgs } from 'node:util';
import {
  agencyIdOf,
  buildTransaction,
  DEFAULT_PARAMETERS,
  decodeTransaction,
  enrolmentDigest,
  executeBlock,
  type GenesisDocument,
  MemoryState,
  publicKeyOf,
  type StateSource,
  sha256,
  sign,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
  treeKeyHash,
  treeValueHash,
  updateTree,
  validateBlockTransactions,
} from '@annals/ledger';
import { inEveryOffice, sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '20' } },
});
const BLOCK = 1_000;
const SUBJECTS = 500;
const LOAD_BATCH = 20_000;
const START_MS = 1_800_000_000_000;

const secretOf = (name: string) => sha256(new TextEncoder().encode(name));
const keyOf = (name: string) => publicKeyOf(secretOf(name));
const agency = agencyIdOf(keyOf('agency'));

const genesis: GenesisDocument = {
  name: 'bench',
  timeMs: START_MS,
  agencies: [
    {
      key: keyOf('agency'),
      name: { en: 'Agency' },
      issuesIdentities: true,
      quota: 100_000,
      roles: sampleRolesOf(inEveryOffice(agency), agency),
    },
  ],
  validators: [{ agency, key: keyOf('validator'), peer: '12D3Koo1', address: '/dns4/a/tcp/1' }],
  vocabulary: sampleVocabulary,
  recordTypes: sampleRecordTypes(inEveryOffice(agency)),
  parameters: { ...DEFAULT_PARAMETERS, agencyQuota: 100_000 },
};

const state = new MemoryState(genesis);
let height = 0;
let saltCounter = 0;

function transaction(kind: TransactionKind, signer: string, body: unknown): Transaction {
  saltCounter += 1;
  const salt = sha256(new TextEncoder().encode(`salt ${saltCounter}`)).subarray(0, 16);
  const built = {
    chain: state.chain,
    kind,
    body,
    agency,
    lastValid: height + 5_000,
    salt,
    signerSecret: secretOf(signer),
  };
  return buildTransaction(built as Parameters<typeof buildTransaction>[0]);
}

/** What a header says of the block of a height. */
function headingOf(at: number) {
  const timeMs = START_MS + at;
  return { chain: state.chain, height: at, timeMs, clockMs: timeMs, proposer: keyOf('validator') };
}

function commit(transactions: readonly Transaction[]): void {
  height += 1;
  const effects = executeBlock(state, headingOf(height), transactions);
  const refused = effects.results.find(({ code }) => code !== 'ok');
  if (refused) throw new Error(`refused: ${refused.code} ${effects.messages.find(Boolean)}`);
  state.apply(effects, transactions);
}

const keys = Array.from({ length: SUBJECTS }, (_, i) => keyOf(`person ${i}`));
const subjects = keys.map((key) => subjectIdOf('education', key));
commit([
  transaction('officer.appoint', 'agency', {
    key: keyOf('officer'),
    roles: ['registrar'],
    untilMs: START_MS + 1e9,
  }),
  ...subjects.map((_, i) => {
    const proof = sign(enrolmentDigest(state.chain, 'education', agency), secretOf(`person ${i}`));
    return transaction('person.enrol', 'agency', { sector: 'education', key: keyOf(`person ${i}`), proof });
  }),
]);

/** A block's worth of new sealed diplomas. */
function issues(): Transaction[] {
  return Array.from({ length: BLOCK }, (_, i) => {
    const content = {
      type: 'sealed',
      sidecar: sha256(Uint8Array.of(i, i >> 8)),
      commitment: sha256(Uint8Array.of(i >> 8, i)),
      sealedTo: keys[i % SUBJECTS],
    };
    return transaction('record.issue', 'officer', { type: 'diploma', subject: subjects[i % SUBJECTS], content });
  });
}

/** The state with the pages of records that exist already; their values are never read, so they need not be held. */
const pages = new Map<string, Uint8Array>();
for (const [path, page] of state.tree) pages.set(path, page);
const source: StateSource = {
  get: (key) => state.get(key),
  hasTransaction: (id) => state.hasTransaction(id),
  tree: pages,
  decoded: state.decoded,
};
let held = 0;

function grow(to: number): void {
  const valueHash = sha256(new Uint8Array(1));
  while (held < to) {
    const count = Math.min(LOAD_BATCH, to - held);
    const changes = Array.from({ length: count }, (_, i) => {
      const number = held + i;
      return { keyHash: sha256(Uint8Array.of(number, number >> 8, number >> 16, number >> 24)), valueHash };
    });
    for (const [path, page] of updateTree(pages, changes).pages) {
      if (page) pages.set(path, page);
      else pages.delete(path);
    }
    held += count;
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

function timed<T>(into: number[], run: () => T): T {
  const start = performance.now();
  const result = run();
  into.push(((performance.now() - start) * 1_000) / BLOCK);
  return result;
}

const blocks = Array.from({ length: 4 }, issues);

function measure(records: number) {
  grow(records);
  const [decode, validate, execute, tree]: [number[], number[], number[], number[]] = [[], [], [], []];
  const block = headingOf(height + 1);
  for (let round = -5; round < Number(options.rounds); round++) {
    const bytes = (blocks[(round + 5) % blocks.length] as Transaction[]).map((each) => each.bytes);
    const warm = round < 0;
    const decoded = timed(warm ? [] : decode, () => bytes.map(decodeTransaction));
    const verdict = timed(warm ? [] : validate, () => validateBlockTransactions(source, block, decoded));
    if (!verdict.ok) throw new Error(verdict.code);
    const effects = timed(warm ? [] : execute, () => executeBlock(source, block, decoded));
    const changes = [...effects.state].map(([key, value]) => ({
      keyHash: treeKeyHash(key),
      valueHash: value && treeValueHash(value),
    }));
    timed(warm ? [] : tree, () => updateTree(pages, changes));
    if (effects.results.some(({ code }) => code !== 'ok')) throw new Error('a transaction was refused');
  }
  return {
    records,
    decodeUs: median(decode),
    validateUs: median(validate),
    executeUs: median(execute),
    treeUs: median(tree),
  };
}

for (const records of [10_000, 1_000_000]) {
  const row = measure(records);
  if (options.json) console.log(JSON.stringify(row));
  else {
    const { decodeUs, validateUs, executeUs, treeUs } = row;
    console.log(
      `${records.toLocaleString('en').padStart(10)} records: decode ${decodeUs.toFixed(1)}, validate ${validateUs.toFixed(1)}, ` +
        `execute ${executeUs.toFixed(1)} (tree ${treeUs.toFixed(1)}) us a transaction`,
    );
  }
}
