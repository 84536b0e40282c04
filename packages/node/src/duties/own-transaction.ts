/** A transaction that a node makes and signs with the key of its own validator. */
import { stateKey } from '@annals/ledger/block';
import { encodeShape } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { requireValue } from '@annals/ledger/state';
import {
  assembleTransaction,
  type BodyOf,
  payloadDigest,
  payloadShape,
  SALT_SIZE_BYTES,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import type { Chain } from '../chain/index.ts';
import type { SigningKey } from '../consensus/host/index.ts';

export interface OwnTransactionParts {
  readonly chain: Pick<Chain, 'chain' | 'head' | 'state'>;
  readonly signingKey: SigningKey;
}

/** Signs a body for the next blocks. It can be committed for half of the time in which replay is watched for. */
export async function signOwnTransaction<K extends TransactionKind>(
  { chain, signingKey }: OwnTransactionParts,
  kind: K,
  body: BodyOf<K>,
): Promise<Transaction> {
  const parameters = requireValue(chain.state, stateKey.parameters);
  const payload = encodeShape(payloadShape, {
    chain: chain.chain,
    kind,
    body,
    signer: signingKey.publicKey,
    agency: null,
    // Less than what is allowed: a validator that is some blocks behind must not find it too far ahead.
    lastValid: chain.head.height + Math.floor(parameters.validityWindow / 2),
    salt: randomBytes(SALT_SIZE_BYTES),
  } as Parameters<typeof payloadShape.toCbor>[0]);
  return assembleTransaction(payload, await signingKey.sign(payloadDigest(payload)));
}
