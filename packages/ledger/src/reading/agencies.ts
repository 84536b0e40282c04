/**
 * The agencies as they are proven, and what people call them: those of the genesis document by that, those that were
 * admitted since by the state. A node that says that another has the name of one is not heard (ATTACK told-names).
 */
import { type Agency, type GenesisDocument, stateKey } from '../block/index.ts';
import { type AgencyId, bytesToHex } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven } from '../light/index.ts';
import { fetchWholeList, routes } from '../rest/index.ts';
import { agencyIdOf, type LocalizedText } from '../transaction/index.ts';
import { firstAnswer } from './first-answer.ts';
import { inGroups } from './in-groups.ts';
import { fetchPresentValue, type Present } from './present-value.ts';

/**
 * Agencies that a node names and that neither the genesis document nor the list of active ones has: those that were
 * admitted later and are suspended. Each costs a proof, and a node can name as many as it likes.
 */
const MAX_FURTHER = 64;
/** Bounds what is kept; a name is never changed. */
const MAX_KEPT_NAMES = 4_096;

/** Names by chain and agency. */
const keptNames = new Map<string, LocalizedText>();

/** All agencies, also suspended ones, proven. @throws AnnalsError as `fetchPresentValue`. */
export async function fetchAgencies(
  present: Present,
  genesis: GenesisDocument,
): Promise<ReadonlyMap<AgencyId, Proven<Agency>>> {
  return new Map(await provenOf(present, await everyAgency(present, genesis)));
}

/** What all agencies are called. @throws AnnalsError as `fetchPresentValue`. */
export async function fetchAgencyNames(
  present: Present,
  genesis: GenesisDocument,
): Promise<ReadonlyMap<AgencyId, LocalizedText>> {
  const names = new Map(agencyNamesOfGenesis(genesis));
  // The state after no block is that of the genesis document.
  if (present.trusted.latestHeight === 0) return names;
  const chain = bytesToHex(present.trusted.chain);
  const later = (await everyAgency(present, genesis)).filter((id) => !names.has(id));
  const unknown = later.filter((id) => !keptNames.has(`${chain}/${id}`));
  for (const [id, { name }] of await provenOf(present, unknown)) {
    if (keptNames.size < MAX_KEPT_NAMES) keptNames.set(`${chain}/${id}`, name);
    names.set(id, name);
  }
  for (const id of later) {
    const kept = keptNames.get(`${chain}/${id}`);
    if (kept) names.set(id, kept);
  }
  return names;
}

/** What the agencies are called that the genesis document names. */
export function agencyNamesOfGenesis({ agencies }: GenesisDocument): ReadonlyMap<AgencyId, LocalizedText> {
  return new Map(agencies.map(({ key, name }) => [agencyIdOf(key), name]));
}

/** The ids of those of the genesis document, of the active ones, and of any others that a node names. */
async function everyAgency(present: Present, genesis: GenesisDocument): Promise<readonly AgencyId[]> {
  const [{ value: active = [] }, told] = await Promise.all([
    fetchPresentValue(present, stateKey.agencies),
    toldAgencies(present),
  ]);
  const known = new Set([...agencyNamesOfGenesis(genesis).keys(), ...active]);
  return [...known, ...told.filter((id) => !known.has(id)).slice(0, MAX_FURTHER)];
}

/** Whom a node names: it can leave out who is suspended, and nobody else. */
async function toldAgencies({ nodes }: Present): Promise<readonly AgencyId[]> {
  try {
    const items = await firstAnswer(nodes, (node) =>
      fetchWholeList((after) => node.call(routes.agencies, { query: { after } })),
    );
    return [...new Set(items.map(({ id }) => id))];
  } catch (error) {
    if (error instanceof AnnalsError) return [];
    throw error;
  }
}

/** Those that there are. */
async function provenOf(
  present: Present,
  ids: readonly AgencyId[],
): Promise<readonly (readonly [AgencyId, Proven<Agency>])[]> {
  const values = await inGroups(ids, async (id) => {
    const { value } = await fetchPresentValue(present, stateKey.agency(id));
    return value ? [[id, value] as const] : [];
  });
  return values.flat();
}
