/** The worked examples of docs/protocol.md are what the code computes, so that another implementation can rely on them. */
import {
  agencyIdOf,
  bytesToHex,
  chainIdOf,
  DEFAULT_PARAMETERS,
  encode,
  enrolmentDigest,
  formatId,
  type GenesisDocument,
  hexToBytes,
  idFromBytes,
  newObjectId,
  officerIdOf,
  payloadDigest,
  paymentIdOf,
  publicKeyOf,
  sealContext,
  sign,
  subjectIdOf,
  treeKeyHash,
  validatorsHash,
  voteDigest,
} from '@annals/ledger';
import { digestOf } from '@annals/node/consensus/core';
import { expect, test } from '@jest/globals';
import { read } from './repository.ts';

const chain = new Uint8Array(32).fill(0x11);
const block = idFromBytes('block', new Uint8Array(32).fill(0x22));
const salt = new Uint8Array(16).fill(0x33);
const secret = new Uint8Array(32);
secret[31] = 1;
const key = publicKeyOf(secret);
const agency = agencyIdOf(key);
const record = newObjectId('record', key, salt);
const entitlement = newObjectId('entitlement', key, salt);
const vote = { step: 'commit', height: 7, view: 1, block } as const;

const genesis: GenesisDocument = {
  name: 'example',
  timeMs: 0,
  agencies: [{ key, name: { en: 'Registry' }, issuesIdentities: true, quota: 1_000, roles: [] }],
  validators: [{ agency, key, peer: 'peer', address: '/ip4/127.0.0.1/tcp/7000' }],
  vocabulary: { roles: [], purposes: [] },
  recordTypes: [],
  parameters: DEFAULT_PARAMETERS,
};

const EXAMPLES: Readonly<Record<string, string>> = {
  "`cbor({b: 1, aa: [null, true, -1], a: 'ü'})`": bytesToHex(encode({ b: 1, aa: [null, true, -1], a: 'ü' })),
  "`H('annals/tx/v1', 0x00)`": bytesToHex(payloadDigest(hexToBytes('00'))),
  'public key of the secret 1': bytesToHex(key),
  'agency id': formatId('agency', agency),
  'officer id (of that agency, with that key)': formatId('officer', officerIdOf(agency, key)),
  'subject id in the sector `civil`': formatId('subject', subjectIdOf('civil', key)),
  'record id': formatId('record', record),
  'payment id of the entitlement of that salt, `2026-11`': formatId('payment', paymentIdOf(entitlement, '2026-11')),
  'validators hash of one seat of that agency': bytesToHex(validatorsHash([{ agency, key }])),
  'digest of a commit at height 7, view 1': bytesToHex(voteDigest(chain, vote)),
  'its signature with the secret 1': bytesToHex(sign(voteDigest(chain, vote), secret)),
  'digest of a pre-prepare at height 7, view 1': bytesToHex(
    digestOf(chain, { type: 'pre-prepare', height: 7, view: 1, block }),
  ),
  'digest of a view change to view 2, prepared in 1': bytesToHex(
    digestOf(chain, { type: 'view-change', height: 7, view: 2, prepared: { view: 1, block } }),
  ),
  'digest of a view change to view 2, prepared nothing': bytesToHex(
    digestOf(chain, { type: 'view-change', height: 7, view: 2, prepared: null }),
  ),
  'digest of an enrolment in `civil` by that agency': bytesToHex(enrolmentDigest(chain, 'civil', agency)),
  'seal context of section `identity`, version 1': bytesToHex(
    sealContext({ chain, record, version: 1, section: 'identity' }),
  ),
  'state key hash of `parameters`': bytesToHex(treeKeyHash('parameters')),
  'chain id of the smallest genesis of that key': bytesToHex(chainIdOf(genesis)),
};

test('the examples of the specification hold', () => {
  const text = read('docs/protocol.md');
  const missing = Object.entries(EXAMPLES).filter(([name, value]) => !text.includes(`| ${name} | \`${value}\` |`));
  expect(missing.map(([name, value]) => `| ${name} | \`${value}\` |`)).toEqual([]);
});
