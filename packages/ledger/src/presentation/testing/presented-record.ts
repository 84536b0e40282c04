/**
 * A record that can be presented, on the certified chain of the light client: for tests and the published vectors.
 * Everything follows from names, so it is always the same.
 */
import { stateKey } from '../../block/index.ts';
import type { JsonValue, RecordId } from '../../codec/index.ts';
import { commitFields, type FieldDisclosure, sha256 } from '../../crypto/index.ts';
import { CertifiedChain, subjectOf } from '../../light/testing/certified-chain.ts';
import { fieldsOf } from '../../sidecar/fields.ts';
import { keyOf, secretOf } from '../../state/sample-chain.fixture.ts';
import { newObjectId } from '../../transaction/index.ts';
import { makePresentation, type Presentable, type Presentation, type PresentationRequest } from '../index.ts';

/** What the letter says. */
const LETTER: JsonValue = {
  from: 'Hospice',
  diagnosis: { code: 'J45', text: 'Asthma' },
  medicines: ['salbutamol', 'budesonide'],
  smoker: false,
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Salts that are always the same. */
function seededRandom(seed: string): (size: number) => Uint8Array {
  let drawn = 0;
  return (size) => sha256(bytesOf(`${seed} ${drawn++}`)).subarray(0, size);
}

export interface PresentedRecord {
  readonly chain: CertifiedChain;
  readonly record: RecordId;
  /** All fields of the letter, as its subject has opened them. */
  readonly opened: readonly FieldDisclosure[];
}

/** A letter to Ada, issued on a chain in which one validator changes its key afterwards. */
export function presentedRecord(content: JsonValue = LETTER): PresentedRecord {
  const chain = new CertifiedChain();
  chain.commit(chain.appointDoctor(), chain.enrol('ada'), chain.enrol('bob'));
  const fields = fieldsOf('body', content);
  const { root, digests, salts } = commitFields(fields, seededRandom('salt'));
  const issue = chain.signed(
    'record.issue',
    { key: 'doctor', agency: 'hospice' },
    {
      type: 'letter',
      subject: subjectOf('ada'),
      content: {
        type: 'sealed',
        sidecar: sha256(bytesOf('the sidecar')),
        commitment: root,
        sealedTo: keyOf('ada'),
      },
    },
  );
  chain.commit(issue);
  chain.rekey('court');
  const opened = fields.map(([path, value]) => ({ path, value, salt: salts.get(path) as Uint8Array, digests }));
  return { chain, record: newObjectId('record', issue.payload.signer, issue.payload.salt), opened };
}

/** The proofs as they are at the head of the chain. */
export function presentableAt({ chain, record }: PresentedRecord): Presentable {
  const { proof, state } = chain.proveValue(stateKey.record(record));
  return {
    proof,
    record: state,
    type: chain.proveValue(stateKey.type('letter')).state,
    subject: chain.proveValue(stateKey.subject(subjectOf('ada'))).state,
  };
}

export const MADE_MS = 1_800_000_100_000;
export const UNTIL_MS = MADE_MS + 86_400_000;

/** A presentation of the diagnosis for a pharmacy, changed as a test needs it. */
export function present(presented: PresentedRecord, changes: Partial<PresentationRequest> = {}): Presentation {
  return makePresentation({
    chain: presented.chain.state.chain,
    record: presented.record,
    presentable: presentableAt(presented),
    opened: presented.opened,
    paths: ['/body/diagnosis'],
    audience: 'pharmacy.example',
    nonce: 'challenge-1',
    madeMs: MADE_MS,
    untilMs: UNTIL_MS,
    secret: secretOf('ada'),
    ...changes,
  });
}
