/** What happens on the chain of the published vectors, told twice where a fork is wanted, with the proofs of each. */
import type { RecordId } from '../../codec/index.ts';
import type { LogHead } from '../../merkle/index.ts';
import type { ProvenLog } from '../index.ts';
import { CertifiedChain, subjectOf } from './certified-chain.ts';

export interface Story {
  readonly chain: CertifiedChain;
  readonly letterToAda: RecordId;
  readonly letterToBob: RecordId;
  /** Ada's trail as it was proven at block 6, with its head. */
  readonly earlier: ProvenLog;
  readonly earlierHead: LogHead;
}

/**
 * Ten blocks: two letters are issued and read, one read is refused, two validators change their keys (the epochs are
 * blocks 5 and 8), and one letter is amended.
 * @param firstPurpose another one makes a fork from block 3 on.
 */
export function tellStory(firstPurpose = 'treatment', chain = new CertifiedChain()): Story {
  const read: CertifiedChain['read'] = (record, purpose) => chain.read(record, purpose);
  chain.commit(chain.appointDoctor(), chain.enrol('ada'), chain.enrol('bob'));
  const toAda = chain.issue('ada');
  const toBob = chain.issue('bob');
  chain.commit(toAda.transaction, toBob.transaction);
  const a = toAda.record;
  const b = toBob.record;
  chain.commit(read(a, firstPurpose), read(a, 'research'), read(b));
  chain.rekey('hospice');
  chain.commit(read(a));
  const earlier = chain.proveTrail(subjectOf('ada'));
  const earlierHead = chain.accessLogHead(subjectOf('ada'));
  chain.rekey('court');
  chain.commit(chain.amend(a, 1), read(a), read(a, 'research'));
  chain.commit(read(a), read(b));
  return { chain, letterToAda: a, letterToBob: b, earlier, earlierHead };
}
