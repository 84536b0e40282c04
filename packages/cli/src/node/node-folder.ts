/**
 * The folder of a node: configuration, genesis document, keys and data. `annals init` makes it, `annals start` runs it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GenesisDocument, MAX_GENESIS_BYTES, parseGenesis } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import { formatConfig, type NodeConfig, parseConfig } from '@annals/node/config';
import { readText, writeText } from '../context/files.ts';

/** The labels of the two keys that a node has. */
export const VALIDATOR_KEY = 'validator';
export const NETWORK_KEY = 'network';

const MAX_CONFIG_BYTES = 1 << 20;

/** The places in a node folder. */
export const nodeFiles = (folder: string) =>
  ({
    config: join(folder, 'config.json'),
    genesis: join(folder, 'genesis.json'),
    seat: join(folder, 'seat.json'),
    keys: join(folder, 'keys'),
    data: join(folder, 'data'),
    log: join(folder, 'node.log'),
  }) as const;

/** @throws AnnalsError `command.file`, `config.invalid`. */
export function readNodeConfig(folder: string): NodeConfig {
  return parseConfig(readText(nodeFiles(folder).config, MAX_CONFIG_BYTES));
}

/** Writes the configuration of a new node. @throws AnnalsError `command.file` when there is a node already. */
export function writeNewNodeConfig(folder: string, config: NodeConfig): void {
  const { config: path } = nodeFiles(folder);
  if (existsSync(path)) throw new AnnalsError('command.file', `${path} exists: there is a node in this folder`);
  writeText(path, formatConfig(config));
}

/** @throws AnnalsError `command.file`, `genesis.invalid`, `codec.*`. */
export function readGenesis(path: string): GenesisDocument {
  const text = readText(path, 4 * MAX_GENESIS_BYTES);
  try {
    return parseGenesis(text);
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    throw new AnnalsError(cause.code, `${path} is no genesis document: ${cause.message}`, { cause });
  }
}
