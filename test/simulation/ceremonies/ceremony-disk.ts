/**
 * The disk of a simulated validator: the files that it keeps of key ceremonies. The machine can fail before a step has
 * happened and after it; whatever that process was about to do then never happens.
 */
import type { KeptFile, ShareFiles } from '@annals/node/release/testing';

interface Stored {
  readonly file: KeptFile;
  readonly content: Uint8Array;
}

const nameOf = ({ kind, epoch }: KeptFile) => `${kind}-${epoch}`;

/** What ends a simulated process between two steps. */
class PowerFailure extends Error {}

export class CeremonyDisk {
  #synced = new Map<string, Stored>();
  /** What a process has written and, with a bug, not synced. */
  #cached = new Map<string, Stored>();
  readonly #syncs: boolean;

  constructor(syncs = true) {
    this.#syncs = syncs;
  }

  get files(): readonly Stored[] {
    return [...new Map([...this.#synced, ...this.#cached]).values()];
  }

  /** The files as one process sees them, until it fails. */
  openFor(process: DiskUser): ShareFiles {
    const step = async (happens: () => void): Promise<void> => {
      if (process.isDead || process.fails()) throw process.die();
      happens();
      if (process.fails()) throw process.die();
    };
    return {
      list: async () => this.files.map(({ file }) => file),
      read: async (file) => this.files.find((stored) => nameOf(stored.file) === nameOf(file))?.content,
      write: (file, content) =>
        step(() => {
          const lands = this.#syncs || file.kind !== 'share' ? this.#synced : this.#cached;
          lands.set(nameOf(file), { file, content: content.slice() });
        }),
      destroy: (file) => step(() => this.destroy(file)),
    };
  }

  destroy(file: KeptFile): void {
    this.#synced.delete(nameOf(file));
    this.#cached.delete(nameOf(file));
  }

  /** The machine has lost its power. */
  crash(): void {
    this.#cached = new Map();
  }

  wipe(): void {
    this.#synced = new Map();
    this.#cached = new Map();
  }
}

/** A process of a validator, from its start to its end. */
export class DiskUser {
  isDead = false;
  /** Whether the machine fails now. */
  readonly fails: () => boolean;

  constructor(fails: () => boolean) {
    this.fails = fails;
  }

  die(): PowerFailure {
    this.isDead = true;
    return new PowerFailure();
  }
}
