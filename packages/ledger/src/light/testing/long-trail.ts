/** An access log of any length on a chain that is certified, without the reads that it would take to come about. */
import {
  type AccessEntry,
  accessEntryShape,
  blockHashOf,
  decodeAccessEntry,
  encodeHeader,
  type GenesisDocument,
  stateKey,
  valueShape,
} from '../../block/index.ts';
import { encodeShape, type SubjectId } from '../../codec/index.ts';
import { appendManyToLog, emptyLog, proveKey, treeKeyHash, treeValueHash, updateTree } from '../../merkle/index.ts';
import type { LogProof } from '../verify-log.ts';
import { CertifiedChain, certify, subjectOf } from './certified-chain.ts';

export interface LongTrail {
  readonly genesis: GenesisDocument;
  readonly subject: SubjectId;
  readonly entries: readonly Uint8Array[];
  /** That the state after one block held the head of these entries, and nothing else. */
  readonly proof: LogProof;
}

/** A log of so many entries, each a millisecond after the one before. */
export function longTrail(count: number): LongTrail {
  const chain = new CertifiedChain();
  chain.commit(chain.appointDoctor(), chain.enrol('ada'));
  const { transaction, record } = chain.issue('ada');
  chain.commit(transaction, chain.read(record));
  const subject = subjectOf('ada');
  const [bytes = new Uint8Array(0)] = chain.proveTrail(subject).entries;
  const entry: AccessEntry = decodeAccessEntry(bytes);
  const entries = Array.from({ length: count }, (_, i) =>
    encodeShape(accessEntryShape, { ...entry, timeMs: entry.timeMs + i }),
  );
  const key = stateKey.accessLog(subject);
  const value = encodeShape(valueShape('access-log'), appendManyToLog(emptyLog, entries).head);
  const { root, pages } = updateTree({ get: () => undefined }, [
    { keyHash: treeKeyHash(key), valueHash: treeValueHash(value) },
  ]);
  const membership = proveKey({ get: (path) => pages.get(path) ?? undefined }, treeKeyHash(key));
  const header = encodeHeader({ ...chain.header(chain.height).header, stateRoot: root });
  const block = { height: chain.height, hash: blockHashOf(header) };
  const certificate = certify(chain.state.chain, block, chain.validatorsOf(chain.height));
  return {
    genesis: chain.genesis,
    subject,
    entries,
    proof: { proof: { header, certificate, epochs: [] }, state: { key, value, membership } },
  };
}
