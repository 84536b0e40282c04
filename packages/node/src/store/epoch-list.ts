/**
 * The epochs of the chain: the headers at which the validator set changed, each with its certificate and the set that
 * decides from the next height on. They are few, so they stay in memory.
 */
import { type ConsensusValidatorSet, consensusValidatorSetShape } from '@annals/ledger/block';
import { decodeShape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Epoch } from '@annals/ledger/light';
import type { BlockArchive } from './block-archive.ts';
import type { Database } from './database.ts';
import { endOfPrefix, KEYSPACE, readNumber } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';

interface PlacedEpoch {
  readonly height: number;
  readonly epoch: Epoch;
}

export class EpochList {
  readonly #genesis: ConsensusValidatorSet;
  /** Ascending by height. */
  readonly #epochs: PlacedEpoch[] = [];

  private constructor(genesis: ConsensusValidatorSet) {
    this.#genesis = genesis;
  }

  /** @throws AnnalsError `store.damaged`. */
  static async read(database: Database, archive: BlockArchive): Promise<EpochList> {
    const prefix = Uint8Array.of(KEYSPACE.epoch);
    const range = { from: prefix, to: endOfPrefix(prefix), limit: -1 };
    let list: EpochList | undefined;
    for await (const rows of database.entries(range, STORE_LIMITS.iteratorChunk)) {
      for (const [key, value] of rows) {
        const height = readNumber(key, 1);
        const validators = decodeShape(consensusValidatorSetShape, value, value.length);
        if (!list) {
          if (height !== 0) break;
          list = new EpochList(validators);
          continue;
        }
        const header = archive.header(height)?.headerBytes;
        const certificate = archive.certificate(height);
        if (!header || !certificate)
          throw new AnnalsError('store.damaged', `header or certificate of block ${height} is missing`);
        list.add({ header, certificate, nextValidators: validators }, height);
      }
    }
    if (!list) throw new AnnalsError('store.damaged', 'the first validator set is missing');
    return list;
  }

  add(epoch: Epoch, height: number): void {
    this.#epochs.push({ height, epoch });
  }

  /** Epochs whose header lies below a height. */
  below(height: number): readonly Epoch[] {
    return this.#epochs.filter((placed) => placed.height < height).map(({ epoch }) => epoch);
  }

  validatorsOf(height: number): ConsensusValidatorSet {
    return this.#epochs.findLast((placed) => placed.height < height)?.epoch.nextValidators ?? this.#genesis;
  }
}
