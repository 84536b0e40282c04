/**
 * The context: a folder that spares a newcomer the long options. It holds the address of a node, the genesis document
 * that is trusted, keys and wallets by name. `ANNALS_HOME` names it; a local network writes one into its own folder.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Infer, shape } from '@annals/ledger/codec';
import type { Environment } from '../environment.ts';
import { readShaped, writeText } from './files.ts';

const URL_SHAPE = shape.text(300, { pattern: /^https?:\/\/[^\s/]+$/ });

export const contextShape = shape.struct({
  /** Nodes of the network; the first is asked, all are asked for their status. */
  nodes: shape.list(URL_SHAPE, 100, 1),
  /** The file that holds the password of the keys; null: it is asked for. Only a network on a laptop has one. */
  passwordFile: shape.nullable(shape.text(1_000)),
  /** What it costs to try a password on a key that is made here. */
  keystoreCost: shape.oneOf('strong', 'light'),
});

export type Context = Infer<typeof contextShape>;

/** The places in a context folder. */
export const contextFiles = (home: string) =>
  ({
    context: join(home, 'context.json'),
    genesis: join(home, 'genesis.json'),
    keys: join(home, 'keys'),
    wallets: join(home, 'wallets'),
    password: join(home, 'password'),
  }) as const;

/** The context folder: as given, as `ANNALS_HOME` says, or `.annals` in the user's home. */
export function contextFolder(environment: Environment, given: string | undefined): string {
  const named = given ?? environment.variables.ANNALS_HOME;
  return named ? resolve(environment.cwd, named) : join(environment.userHome, '.annals');
}

/** The context in a folder, or undefined when none was made. @throws AnnalsError `command.file`. */
export function readContext(home: string): Context | undefined {
  const { context } = contextFiles(home);
  return existsSync(context) ? readShaped(context, 1 << 20, contextShape.fromJson) : undefined;
}

export function writeContext(home: string, context: Context): void {
  writeText(contextFiles(home).context, `${JSON.stringify(contextShape.toJson(context), null, 2)}\n`);
}
