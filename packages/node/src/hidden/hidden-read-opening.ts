/**
 * What `access.read-hidden` lets be opened. Until its lease ends: the sections, for the officer who tells this holder
 * what the package hides; the holder makes the package again and compares, and keeps what it was told on its disk
 * before it gives its share. From the reveal date on: the package itself, for everybody (PROTOCOL hidden-read).
 */
import { type HiddenRead, type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import { decodeShape, encodeShape, equalBytes, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { isPackageOf, PACKAGE_ITEM, packageReader } from '@annals/ledger/hidden';
import { decideHidden, readValue, rolesOfReader } from '@annals/ledger/state';
import { type HiddenDisclosure, hiddenDisclosureShape, type PayloadOf } from '@annals/ledger/transaction';
import { agreedMs } from '../chain/index.ts';
import { FREE_ACCOUNT, type WorkAccount } from '../network/peer-account.ts';
import {
  type Grant,
  type GrantedSeal,
  type LocateSeal,
  leaseMs,
  type Opening,
  RELEASE_LIMITS,
  requireTime,
  type SealedContentParts,
  sealLocator,
} from '../release/index.ts';
import type { Store } from '../store/store.ts';
import type { KeptDisclosures } from './kept-disclosures.ts';

export interface HiddenReadOpeningParts extends SealedContentParts {
  readonly kept: KeptDisclosures;
}

export function hiddenReadOpening(parts: HiddenReadOpeningParts): Opening {
  const { store } = parts;
  const locate = sealLocator(parts);
  return {
    kind: 'access.read-hidden',
    grant: async ({ transaction, timeMs }, disclosure, work): Promise<Grant> => {
      const hidden = readValue(store.state, stateKey.hidden(transaction.id));
      if (!hidden) throw new AnnalsError('release.not-granted', 'the ledger has refused this hidden read');
      if (disclosure === null) return packageGrant(store, transaction.id, hidden);
      if (!isStillAllowed(store, transaction.payload as PayloadOf<'access.read-hidden'>, hidden)) {
        throw new AnnalsError('release.lapsed', 'who was granted this read may not read any more');
      }
      const told =
        knownDisclosure(parts, transaction.id, disclosure, work) ?? readTold(hidden, store, disclosure, work);
      const seals = await sealsTold(parts, transaction.id, hidden, told, locate);
      return { readerKey: hidden.readerKey, endsMs: timeMs + leaseMs(store), seals };
    },
  };
}

/** Whether the officer still acts for her agency, in a role that may read the type in secret. */
function isStillAllowed({ state }: Store, payload: PayloadOf<'access.read-hidden'>, { type }: HiddenRead): boolean {
  const roles = rolesOfReader(state, payload, agreedMs(state));
  const allowed = readValue(state, stateKey.type(type))?.hidden?.roles;
  return roles !== undefined && (allowed?.some((role) => roles.includes(role)) ?? false);
}

/** What was told, where the same has been told and compared before. */
function knownDisclosure(
  { kept }: HiddenReadOpeningParts,
  transaction: TransactionId,
  disclosure: Uint8Array,
  work: WorkAccount,
): HiddenDisclosure | undefined {
  const known = kept.get(transaction);
  if (!known) return undefined;
  return work.charge(() => equalBytes(encodeShape(hiddenDisclosureShape, known), disclosure)) ? known : undefined;
}

/**
 * What is told, once the package is made again from it and compared: a millisecond, for which the one pays who tells.
 * @throws AnnalsError `hidden.mismatch`: what cannot be read is not what was sealed, either; `release.busy`.
 */
function readTold(hidden: HiddenRead, store: Store, disclosure: Uint8Array, work: WorkAccount): HiddenDisclosure {
  requireTime(work);
  return work.charge(() => {
    const told = decoded(disclosure);
    if (isPackageOf(networkKey(store).key.publicKey, hidden.context, hidden.package, told)) return told;
    throw new AnnalsError('hidden.mismatch', 'these are not the details from which the package was made');
  });
}

function decoded(disclosure: Uint8Array): HiddenDisclosure {
  try {
    return decodeShape(hiddenDisclosureShape, disclosure, RELEASE_LIMITS.disclosureBytes);
  } catch (cause) {
    throw new AnnalsError('hidden.mismatch', `no disclosure: ${(cause as Error).message}`, { cause });
  }
}

function networkKey(store: Store): NetworkKeyInForce {
  const inForce = readValue(store.state, stateKey.networkKey);
  if (!inForce) throw new AnnalsError('network-key.pending', 'no ceremony has concluded yet');
  return inForce;
}

/** The seal of the package itself. Before its date the seed would open it to whoever asks. */
function packageGrant(store: Store, transaction: TransactionId, hidden: HiddenRead): Grant {
  if (agreedMs(store.state) < hidden.revealMs) {
    throw new AnnalsError('hidden.too-early', `the reveal date is ${new Date(hidden.revealMs).toISOString()}`);
  }
  const placed = { seal: hidden.package.seal, context: hidden.context };
  return {
    readerKey: packageReader(transaction).key,
    endsMs: Number.MAX_SAFE_INTEGER,
    seals: [{ ...PACKAGE_ITEM, content: null, locate: async () => placed }],
  };
}

/** The sections of the record, once what was told is kept. */
async function sealsTold(
  { kept, store }: HiddenReadOpeningParts,
  transaction: TransactionId,
  hidden: HiddenRead,
  disclosure: HiddenDisclosure,
  locate: LocateSeal,
): Promise<readonly GrantedSeal[]> {
  const { record: id, sections } = disclosure.details;
  const { version } = disclosure;
  const { state } = store;
  const record = readValue(state, stateKey.record(id));
  const code = decideHidden(hidden, disclosure, record, record && readValue(state, stateKey.type(record.type)));
  if (code !== 'ok') throw new AnnalsError(code, 'the record has nothing that these details let be opened');
  if (hidden.status !== 'disclosed') await kept.keep(transaction, disclosure);
  return [...new Set(sections)].map((section) => ({
    item: 0,
    section,
    content: { record: id, version },
    locate: (payer: WorkAccount = FREE_ACCOUNT) => locate(id, version, section, payer),
  }));
}
