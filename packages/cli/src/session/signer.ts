/** Who signs: a key of the context, named with `--as` or the only one that fits. */
import type { AgencyId } from '@annals/ledger/codec';
import { nobleBackend, nobleGroup, selectGroupBackend, selectSignatureBackend } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type KeyKind, listKeystores, openKeystore } from '@annals/node/keystore';
import { loadNativeBackend, loadNativeGroup } from '@annals/node/native-signature';
import type { Session } from './session.ts';

export interface Signer {
  readonly label: string;
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  /** The agency that it acts for; null for a person. */
  readonly agency: AgencyId | null;
}

/** Which keys can do what the command does. */
export interface SignerWanted {
  /** Label of the key; the session's `--as` unless given. */
  readonly label?: string | undefined;
  readonly kinds: readonly KeyKind[];
  /** The agency that must act, where that is known. */
  readonly agency?: AgencyId | null | undefined;
}

/**
 * Opens the key that signs.
 * @throws AnnalsError `command.usage` when it is not clear which, `keystore.*`.
 */
export async function openSigner(session: Session, wanted: SignerWanted): Promise<Signer> {
  const label = wanted.label ?? session.options.as ?? theOnlyOne(session, wanted);
  useNativeSignatures();
  const { keys } = session.files;
  const { secret, publicKey, agency } = await openKeystore(keys, label, await session.password(label));
  return { label, secret, publicKey, agency };
}

function theOnlyOne(session: Session, { kinds, agency }: SignerWanted): string {
  const fitting = listKeystores(session.files.keys).filter(
    (key) => kinds.includes(key.kind) && (agency == null || key.agency === agency),
  );
  const [first] = fitting;
  if (first && fitting.length === 1) return first.label;
  const labels = fitting.map(({ label }) => label).join(', ');
  throw new AnnalsError(
    'command.usage',
    first
      ? `say who signs: --as with one of ${labels}`
      : `there is no key of kind ${kinds.join(' or ')} that can do this; name one with --as`,
  );
}

let isNative = false;

/** libsecp256k1 signs, verifies and seals forty times faster than the reference; a command that does a lot needs it. */
export function useNativeSignatures(): void {
  if (isNative) return;
  isNative = true;
  selectSignatureBackend(loadNativeBackend(() => {}) ?? nobleBackend);
  selectGroupBackend(loadNativeGroup() ?? nobleGroup);
}
