/** `annals init` and `annals genesis`: how agencies that do not yet share a ledger come to share one. */
import { existsSync } from 'node:fs';
import {
  chainIdOf,
  DEFAULT_PARAMETERS,
  faultTolerance,
  formatGenesis,
  type GenesisDocument,
  genesisShape,
  quorum,
  recordTypeShape,
  vocabularyShape,
} from '@annals/ledger/block';
import { bytesToHex, formatId, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type SampleAgencies, sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';
import { agencyIdOf } from '@annals/ledger/transaction';
import { configOf } from '@annals/node/config';
import { readKeystore } from '@annals/node/keystore';
import { readShaped, writeText } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { namesOf } from '../payments/programmes.ts';
import { localized } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { createNode } from './create-node.ts';
import { nodeFiles, readGenesis } from './node-folder.ts';
import { DEFAULT_QUOTA, formatSeat, membersOfSeats, readSeat, rolesOfSeat, type Seat } from './seat.ts';

interface InitOptions {
  readonly agencyKey: string;
  readonly name: readonly string[];
  readonly identities: boolean;
  readonly role: readonly string[];
  readonly listen: string;
  readonly address?: string;
  readonly apiHost: string;
  readonly apiPort: string;
  readonly observer: boolean;
}

/** Makes the folder of a node, and the seat file that the other agencies need. */
export async function initNode(session: Session, options: InitOptions, folder: string): Promise<Answer> {
  const path = session.path(folder);
  const { publicKey } = readKeystore(session.files.keys, options.agencyKey);
  const port = Number(options.apiPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AnnalsError('command.usage', `${options.apiPort} is no port`);
  const config = configOf({
    role: options.observer ? 'observer' : 'validator',
    listen: [options.listen],
    api: { host: options.apiHost, port },
  });
  const password = await session.newPassword(`the node in ${path}`);
  const address = options.address ?? options.listen;
  const validator = await createNode({
    folder: path,
    config,
    agency: agencyIdOf(publicKey),
    address,
    password,
    cost: session.keystoreCost,
  });
  const files = nodeFiles(path);
  const name = options.name.length > 0 ? namesOf(options.name) : { en: options.agencyKey };
  const { identities: issuesIdentities, role } = options;
  const roles = rolesOfSeat(role, issuesIdentities);
  const agency = { key: publicKey, name, issuesIdentities, quota: DEFAULT_QUOTA, roles };
  const seat: Seat = { agency, validator: options.observer ? null : validator };
  writeText(files.seat, formatSeat(seat));
  return {
    text: paragraphs(
      `The node is in ${path}: configuration, keys, and ${files.seat} for the other agencies.`,
      fields([
        ['agency', formatId('agency', agencyIdOf(publicKey))],
        ['validator key', bytesToHex(validator.key)],
        ['peer', validator.peer],
        ['address', validator.address],
      ]),
      isEverywhere(address)
        ? `Nobody can reach ${address}: it says where the node listens. Begin again with --address and what the others dial, such as /dns4/annals.health.example/tcp/4001.`
        : undefined,
      ...(options.observer
        ? [`Next: put the genesis document into ${files.genesis}; members name the peer in their \`observers\`.`]
        : [
            `Next, for a new network: annals genesis create --name <network> ${files.seat} <the others' seats>`,
            `Next, for one that exists: put its genesis document into ${files.genesis}; a member proposes\n  annals agency admit --seat ${files.seat}\n  annals validator add ${files.seat}`,
          ]),
    ),
    json: {
      folder: path,
      seat: files.seat,
      peer: validator.peer,
      address: validator.address,
      validatorKey: bytesToHex(validator.key),
    },
  };
}

/** Whether an address means every interface of a machine, which is a place to listen at and none to dial. */
function isEverywhere(address: string): boolean {
  return address.startsWith('/ip4/0.0.0.0/') || address.startsWith('/ip6/::/');
}

interface CreateOptions {
  readonly name: string;
  readonly out: string;
  readonly types?: string;
  readonly sampleTypes: boolean;
  readonly vocabulary?: string;
}

/** Joins the seats of the founding agencies into a genesis document. */
export async function createGenesis(
  session: Session,
  options: CreateOptions,
  seatFiles: readonly string[],
): Promise<Answer> {
  const read = seatFiles.map((file) => readSeat(session.path(file)));
  const offices = options.sampleTypes ? sampleOffices(read) : undefined;
  const seats = offices ? read.map((seat) => withSampleRoles(seat, offices)) : read;
  const genesis: GenesisDocument = {
    name: options.name,
    timeMs: session.environment.nowMs(),
    ...membersOfSeats(seats),
    vocabulary: vocabularyOf(session, options),
    recordTypes: offices ? sampleRecordTypes(offices) : recordTypesOf(session, options),
    parameters: DEFAULT_PARAMETERS,
  };
  const path = session.path(options.out);
  if (existsSync(path))
    throw new AnnalsError('command.file', `${path} exists; a genesis document is never overwritten`);
  const text = formatGenesis(genesis);
  await requireConsistent(genesis);
  writeText(path, text);
  return describe(
    session,
    genesis,
    `The genesis document is in ${path}. Each agency compares the chain id, copies it to its node as genesis.json, and starts.`,
  );
}

function recordTypesOf(session: Session, { types }: CreateOptions): GenesisDocument['recordTypes'] {
  if (types === undefined) return [];
  return readShaped(session.path(types), 1 << 20, shape.list(recordTypeShape, 100).fromJson);
}

/** The roles and purposes that the members know: of a file, or those of the sample network, which are usual ones. */
function vocabularyOf(session: Session, { vocabulary }: CreateOptions): GenesisDocument['vocabulary'] {
  if (vocabulary === undefined) return sampleVocabulary;
  return readShaped(session.path(vocabulary), 1 << 20, vocabularyShape.fromJson);
}

/** Who issues the sample types. Without a fifth agency the registry reviews and audits as well. */
function sampleOffices(seats: readonly Seat[]): SampleAgencies {
  const [registry, education, health, welfare, inspectorate] = seats.map(({ agency }) => agencyIdOf(agency.key));
  if (registry && education && health && welfare) {
    return { registry, education, health, welfare, inspectorate: inspectorate ?? registry };
  }
  throw new AnnalsError(
    'command.usage',
    'the sample types are issued by four agencies: registry, education, health, welfare, in this order',
  );
}

function withSampleRoles({ agency, validator }: Seat, offices: SampleAgencies): Seat {
  const roles = [...new Set([...agency.roles, ...sampleRolesOf(offices, agencyIdOf(agency.key))])];
  return { agency: { ...agency, roles }, validator };
}

/** Refuses here what no node would start from, before the document goes to the others. */
async function requireConsistent(genesis: GenesisDocument): Promise<void> {
  genesisShape.fromJson(genesisShape.toJson(genesis));
  const { genesisState } = await import('@annals/ledger/state');
  genesisState(genesis);
}

export async function showGenesis(session: Session, _options: object, file: string | undefined): Promise<Answer> {
  const genesis = file === undefined ? session.genesis : readGenesis(session.path(file));
  return describe(session, genesis, undefined);
}

/** Checks a document as a node does before it starts. @throws AnnalsError `genesis.invalid`, `codec.*`. */
export async function checkGenesisFile(session: Session, _options: object, file: string | undefined): Promise<Answer> {
  const genesis = file === undefined ? session.genesis : readGenesis(session.path(file));
  const { genesisState } = await import('@annals/ledger/state');
  genesisState(genesis);
  return describe(session, genesis, 'The document is consistent: a chain can start from it.');
}

function describe(session: Session, genesis: GenesisDocument, remark: string | undefined): Answer {
  const chain = bytesToHex(chainIdOf(genesis));
  const seats = new Map(genesis.validators.map((seat) => [seat.agency, seat.address]));
  const count = genesis.validators.length;
  return {
    text: paragraphs(
      fields([
        ['network', genesis.name],
        ['chain id', chain],
        ['begins', new Date(genesis.timeMs).toISOString()],
        ['validators', `${count}: ${quorum(count)} make a block, ${faultTolerance(count)} may fail`],
        ['record types', genesis.recordTypes.map(({ name }) => name).join(', ') || 'none'],
      ]),
      table(
        ['AGENCY', 'VALIDATOR AT', 'ENROLS PERSONS', 'ROLES'],
        genesis.agencies.map(({ key, name, issuesIdentities, roles }) => [
          localized(name, session.environment),
          seats.get(agencyIdOf(key)) ?? '',
          issuesIdentities ? 'yes' : 'no',
          roles.join(', '),
        ]),
      ),
      remark,
    ),
    json: { chain, genesis: genesisShape.toJson(genesis) },
  };
}
