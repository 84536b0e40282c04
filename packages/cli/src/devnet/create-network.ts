/** Makes the folders of a local network: keys, genesis, a node folder for each validator, and a context to use it by. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PARAMETERS, formatGenesis, type GenesisDocument } from '@annals/ledger/block';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { type SampleAgencies, sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';
import { agencyIdOf } from '@annals/ledger/transaction';
import { configOf, formatConfig, type NodeConfig } from '@annals/node/config';
import { createKeystore } from '@annals/node/keystore';
import { contextFiles, readContext, writeContext } from '../context/context.ts';
import { writeText } from '../context/files.ts';
import { createNode } from '../node/create-node.ts';
import { nodeFiles, readNodeConfig } from '../node/node-folder.ts';
import { DEFAULT_QUOTA, membersOfSeats, type Seat } from '../node/seat.ts';
import { DEVNET_AGENCIES, type DevnetAgency, INSPECTORATE } from './agencies.ts';
import { freePorts } from './ports.ts';

/** Agencies that there always are: the sample record types name them. */
const MIN_AGENCIES = 4;

/** The APIs have this port and the following ones where these are free; the explorer has the one before. */
const FIRST_API_PORT = 8_101;
const USUAL_PORTS: SharedPorts = { mail: 8_125, explorer: 8_100 };

/**
 * Nobody is far away: who does not take part in a key ceremony is down, and whoever lost its share soon gets one.
 * Agencies report their reads each minute, so that a newcomer sees a report.
 */
const LOCAL_PARAMETERS = { ceremonyRoundMs: 5_000, ceremonyRestMs: 10_000, reportPeriodMs: 60_000 } as const;

/** Idle blocks come more often than in production, so that a newcomer sees the network breathe. */
const HEARTBEAT_MS = 10_000;

/** All who use this network are on this machine, and are members. */
const LOOPBACK = ['127.0.0.1', '::1'];

export interface NetworkFolders {
  readonly folder: string;
  /** The context folder, for `ANNALS_HOME`. */
  readonly home: string;
  readonly nodes: readonly string[];
}

const homeOf = (folder: string): string => join(folder, 'home');
const nodeFolderOf = (folder: string, index: number): string => join(folder, `validator-${index + 1}`);

/** The folders of a network that was made before, or undefined. */
export function existingNetwork(folder: string): NetworkFolders | undefined {
  const home = homeOf(folder);
  if (!existsSync(contextFiles(home).context)) return undefined;
  const count = readdirSync(folder).filter((name) => /^validator-\d+$/.test(name)).length;
  return { folder, home, nodes: Array.from({ length: count }, (_, index) => nodeFolderOf(folder, index)) };
}

/** Ports that all nodes of the network know: of the mail server that they send to, and of the explorer. */
export interface SharedPorts {
  readonly mail: number;
  readonly explorer: number;
}

/** The shared ports as the nodes have them; a network of an earlier release has none. */
export function sharedPorts({ nodes: [first] }: NetworkFolders): SharedPorts | undefined {
  const notices = first === undefined ? null : readNodeConfig(first).notices;
  return notices ? { mail: notices.smtp.port, explorer: Number(new URL(notices.explorerUrl ?? '').port) } : undefined;
}

/** Gives what has a port that is taken, as by another local network, a free one: the chain names none of these. */
export async function moveTakenPorts(network: NetworkFolders): Promise<void> {
  const { home, nodes } = network;
  const configs = nodes.map((node) => ({ node, config: readNodeConfig(node) }));
  const shared = sharedPorts(network) ?? USUAL_PORTS;
  const wanted = [...configs.map(({ config }) => config.api.port), shared.mail, shared.explorer];
  const ports = await freePorts(wanted.length, wanted);
  const context = readContext(home);
  if (!context || (sharedPorts(network) && ports.every((port, index) => port === wanted[index]))) return;
  const apis = ports.slice(0, nodes.length);
  const [mail = 0, explorer = 0] = ports.slice(nodes.length);
  for (const [index, { node, config }] of configs.entries()) {
    const api = { ...config.api, port: apis[index] ?? 0 };
    const notices = noticesOf({ mail, explorer }, api.port);
    writeText(nodeFiles(node).config, formatConfig({ ...config, api, notices }));
  }
  writeContext(home, { ...context, nodes: apis.map(urlOf) });
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

/** Every node sends notices, to the mail server of the network, which delivers to nobody. */
function noticesOf({ mail, explorer }: SharedPorts, apiPort: number): NodeConfig['notices'] {
  return {
    smtp: { host: '127.0.0.1', port: mail, security: 'none', user: null, passwordFile: null, caFile: null },
    from: 'notices@annals.example',
    explorerUrl: urlOf(explorer),
    publicUrl: urlOf(apiPort),
    dailyHour: 6,
    maxSubscriptions: 10_000,
  };
}

/** Makes a network of this many validators, with fresh keys. */
export async function createNetwork(folder: string, validators: number): Promise<NetworkFolders> {
  const home = homeOf(folder);
  const files = contextFiles(home);
  const password = randomBytes(16).toString('hex');
  writeText(files.password, `${password}\n`, 0o600);
  const apiPorts = await freePorts(
    validators,
    Array.from({ length: validators }, (_, index) => FIRST_API_PORT + index),
  );
  const peerPorts = await freePorts(validators);
  const [mail = 0, explorer = 0] = await freePorts(2, [USUAL_PORTS.mail, USUAL_PORTS.explorer]);
  const nodes: string[] = [];
  const seats: Seat[] = [];
  const members = [...DEVNET_AGENCIES.slice(0, Math.max(MIN_AGENCIES, validators)), INSPECTORATE];
  for (const [index, agency] of members.entries()) {
    const key = await createAgencyKeys(files.keys, agency, password);
    const isValidator = index < validators;
    const nodeFolder = nodeFolderOf(folder, index);
    if (isValidator) nodes.push(nodeFolder);
    const validator = isValidator
      ? await createValidator(
          nodeFolder,
          key,
          [peerPorts[index] ?? 0, apiPorts[index] ?? 0],
          { mail, explorer },
          password,
        )
      : null;
    const { name, issuesIdentities } = agency;
    seats.push({ agency: { key, name, issuesIdentities, quota: DEFAULT_QUOTA, roles: [] }, validator });
  }
  const genesis = formatGenesis(genesisOf(seats));
  for (const path of [files.genesis, ...nodes.map((node) => nodeFiles(node).genesis)]) writeText(path, genesis);
  const urls = nodes.map((node) => urlOf(readNodeConfig(node).api.port));
  writeContext(home, { nodes: urls, passwordFile: 'password', keystoreCost: 'light' });
  return { folder, home, nodes };
}

/** The keys of an agency and its officers; gives the agency's public key. */
async function createAgencyKeys(
  keys: string,
  { label, officers }: DevnetAgency,
  password: string,
): Promise<Uint8Array> {
  const secret = generateSecretKey();
  const key = publicKeyOf(secret);
  const agency = agencyIdOf(key);
  await createKeystore(keys, { label, kind: 'agency', agency, secret }, password, 'light');
  for (const [officer] of officers) {
    const appointee = { label: officer, kind: 'officer', agency, secret: generateSecretKey() } as const;
    await createKeystore(keys, appointee, password, 'light');
  }
  return key;
}

function createValidator(
  folder: string,
  agencyKey: Uint8Array,
  [networkPort, apiPort]: readonly [number, number],
  shared: SharedPorts,
  password: string,
): Promise<NonNullable<Seat['validator']>> {
  const address = `/ip4/127.0.0.1/tcp/${networkPort}`;
  const config = configOf({
    role: 'validator',
    listen: [address],
    api: { host: '127.0.0.1', port: apiPort },
    heartbeatMs: HEARTBEAT_MS,
    memberAddresses: LOOPBACK,
    notices: noticesOf(shared, apiPort),
  });
  return createNode({ folder, config, agency: agencyIdOf(agencyKey), address, password, cost: 'light' });
}

function genesisOf(seats: readonly Seat[]): GenesisDocument {
  const ids = seats.map(({ agency }) => agencyIdOf(agency.key));
  const [registry, education, health, welfare] = ids;
  const inspectorate = ids.at(-1);
  if (!registry || !education || !health || !welfare || !inspectorate)
    throw new Error('a local network has five agencies');
  const offices: SampleAgencies = { registry, education, health, welfare, inspectorate };
  const { agencies, validators } = membersOfSeats(seats);
  return {
    name: 'Annals local network',
    timeMs: Date.now(),
    agencies: agencies.map((agency) => ({ ...agency, roles: sampleRolesOf(offices, agencyIdOf(agency.key)) })),
    validators,
    vocabulary: sampleVocabulary,
    recordTypes: sampleRecordTypes(offices),
    parameters: { ...DEFAULT_PARAMETERS, ...LOCAL_PARAMETERS },
  };
}
