/**
 * The genesis document: where a chain begins, and all that a light client has to trust. The chain id is the hash of
 * its canonical form, so no two documents make the same chain (PROTOCOL genesis).
 */
import { bytesToHex, encodeShape, type Infer, shape } from '../codec/index.ts';
import { hash, isPublicKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import {
  addressShape,
  agencyIdOf,
  agencyRolesShape,
  type ChainId,
  localizedTextShape,
  peerShape,
  publicKeyShape,
  quotaShape,
  recordTypeShape,
} from '../transaction/index.ts';
import { MAX_GENESIS_BYTES } from './bounds.ts';
import { type ConsensusValidatorSet, consensusSetOf } from './validator-set.ts';
import { MAX_AGENCIES } from './values/agency.ts';
import { parametersShape } from './values/parameters.ts';
import { MAX_VALIDATORS } from './values/validator-sets.ts';

/** Types beyond these are defined by vote. */
const MAX_GENESIS_RECORD_TYPES = 100;
/** A register of offices has some hundreds of kinds; more are made known by vote. */
const MAX_GENESIS_WORDS = 500;

const wordsShape = shape.list(shape.struct({ name: shape.slug, title: localizedTextShape }), MAX_GENESIS_WORDS);

/** The roles and the purposes that record types and agencies may name. */
export const vocabularyShape = shape.struct({ roles: wordsShape, purposes: wordsShape });

export const genesisShape = shape.struct({
  name: shape.text(100),
  timeMs: shape.time,
  agencies: shape.list(
    shape.struct({
      key: publicKeyShape,
      name: localizedTextShape,
      issuesIdentities: shape.boolean,
      quota: quotaShape,
      /** Which its officers can have. */
      roles: agencyRolesShape,
    }),
    MAX_AGENCIES,
    1,
  ),
  /** The first validator set, in the order of turns; `agency` is the id that follows from an agency's key. */
  validators: shape.list(
    shape.struct({ agency: shape.id('agency'), key: publicKeyShape, peer: peerShape, address: addressShape }),
    MAX_VALIDATORS,
    1,
  ),
  vocabulary: vocabularyShape,
  /** The record types that the chain begins with, each in version 1. */
  recordTypes: shape.list(recordTypeShape, MAX_GENESIS_RECORD_TYPES),
  parameters: parametersShape,
});

export type GenesisDocument = Infer<typeof genesisShape>;

/** The chain id of a genesis document. */
export function chainIdOf(genesis: GenesisDocument): ChainId {
  return hash('annals/genesis/v1', encodeShape(genesisShape, genesis));
}

/** The validator set that decides the first two heights. */
export function consensusValidatorsOf(genesis: GenesisDocument): ConsensusValidatorSet {
  return consensusSetOf(genesis.validators);
}

/** Reads the JSON text of a genesis document. @throws AnnalsError `genesis.invalid` or `codec.*`. */
export function parseGenesis(text: string): GenesisDocument {
  if (text.length > MAX_GENESIS_BYTES) throw new AnnalsError('codec.too-large', `genesis: ${text.length} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AnnalsError('codec.malformed', `genesis: not JSON: ${(cause as Error).message}`, { cause });
  }
  return checkGenesis(genesisShape.fromJson(value));
}

/** The JSON text of a genesis document, for people to read and compare. */
export function formatGenesis(genesis: GenesisDocument): string {
  return `${JSON.stringify(genesisShape.toJson(genesis), null, 2)}\n`;
}

/** The document unchanged, if it does not contradict itself. @throws AnnalsError `genesis.invalid`. */
export function checkGenesis(genesis: GenesisDocument): GenesisDocument {
  const members = new Set(genesis.agencies.map(({ key }) => agencyIdOf(key)));
  const agencyKeys = genesis.agencies.map(({ key }) => key);
  distinct(agencyKeys.map(bytesToHex), 'two agencies have one key');
  distinct(
    genesis.validators.map(({ key }) => bytesToHex(key)),
    'two validators have one key',
  );
  distinct(
    genesis.validators.map(({ agency }) => agency),
    'an agency holds two seats',
  );
  distinct(
    genesis.validators.map(({ peer }) => peer),
    'two validators have one peer id',
  );
  distinct(
    genesis.recordTypes.map(({ name }) => name),
    'two record types have one name',
  );
  const { roles, purposes } = genesis.vocabulary;
  distinct(
    roles.map(({ name }) => name),
    'two roles have one name',
  );
  distinct(
    purposes.map(({ name }) => name),
    'two purposes have one name',
  );
  const known = new Set(roles.map(({ name }) => name));
  for (const agency of genesis.agencies) {
    distinct(agency.roles, 'an agency is given a role twice');
    const unknown = agency.roles.find((role) => !known.has(role));
    if (unknown !== undefined) throw invalid(`an agency is given the role ${unknown}, which is not in the vocabulary`);
  }
  if (genesis.recordTypes.some(({ version }) => version !== 1)) throw invalid('a record type begins with version 1');
  for (const { agency } of genesis.validators) {
    if (!members.has(agency)) throw invalid('a validator seat belongs to an agency that is not listed');
  }
  for (const key of [...agencyKeys, ...genesis.validators.map((validator) => validator.key)]) {
    if (!isPublicKey(key)) throw invalid(`${bytesToHex(key)} is no public key`);
  }
  return genesis;
}

function distinct(values: readonly string[], message: string): void {
  if (new Set(values).size !== values.length) throw invalid(message);
}

function invalid(message: string): AnnalsError {
  return new AnnalsError('genesis.invalid', message);
}
