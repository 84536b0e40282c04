/**
 * The error catalogue: every code that a person or program can meet, with the HTTP status at the REST API, the exit
 * code of the CLI, and what to do. Each room of the ledger declares its own codes beside this file.
 */
import { ACCESS_CODES } from './access-codes.ts';
import { BLOCK_CODES } from './block-codes.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { CEREMONY_CODES } from './ceremony-codes.ts';
import { CODEC_CODES } from './codec-codes.ts';
import { COMMAND_CODES } from './command-codes.ts';
import { CRYPTO_CODES } from './crypto-codes.ts';
import { ERASURE_CODES } from './erasure-codes.ts';
import { GOVERNANCE_CODES } from './governance-codes.ts';
import { HIDDEN_CODES } from './hidden-codes.ts';
import { IDENTITY_CODES } from './identity-codes.ts';
import { NODE_CODES } from './node-codes.ts';
import { NOTICE_CODES } from './notice-codes.ts';
import { PAYMENT_CODES } from './payment-codes.ts';
import { POLICY_CODES } from './policy-codes.ts';
import { PRESENTATION_CODES } from './presentation-codes.ts';
import { PROOF_CODES } from './proof-codes.ts';
import { RECORD_CODES } from './record-codes.ts';
import { RELEASE_CODES } from './release-codes.ts';
import { SILENCE_CODES } from './silence-codes.ts';
import { THRESHOLD_CODES } from './threshold-codes.ts';
import { TRANSACTION_CODES } from './transaction-codes.ts';
import { VALIDITY_CODES } from './validity-codes.ts';
import { WRONG_CODES } from './wrong-codes.ts';

export const CATALOGUE = {
  ...CODEC_CODES,
  ...CRYPTO_CODES,
  ...THRESHOLD_CODES,
  ...CEREMONY_CODES,
  ...TRANSACTION_CODES,
  ...BLOCK_CODES,
  ...GOVERNANCE_CODES,
  ...IDENTITY_CODES,
  ...RECORD_CODES,
  ...ERASURE_CODES,
  ...ACCESS_CODES,
  ...POLICY_CODES,
  ...HIDDEN_CODES,
  ...SILENCE_CODES,
  ...RELEASE_CODES,
  ...PAYMENT_CODES,
  ...PROOF_CODES,
  ...PRESENTATION_CODES,
  ...VALIDITY_CODES,
  ...WRONG_CODES,
  ...NODE_CODES,
  ...NOTICE_CODES,
  ...COMMAND_CODES,
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Whether a string from outside is a code of this catalogue. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(CATALOGUE, code);
}
