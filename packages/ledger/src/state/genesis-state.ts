/** The state at height 0, built from the genesis document alone (PROTOCOL genesis). */
import { chainIdOf, checkGenesis, type GenesisDocument, stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { checkDeclaration, unknownWord } from '../record-types/index.ts';
import { agencyIdOf, type ChainId } from '../transaction/index.ts';
import { BlockState } from './block-state.ts';
import { arrangeCeremony } from './ceremony/index.ts';
import { type BlockEffects, sealState } from './execute-block.ts';
import type { StateSource } from './source.ts';
import { agreedTimeOf } from './time/index.ts';

/** What a store writes for height 0. */
export interface GenesisState extends Pick<BlockEffects, 'stateRoot' | 'state' | 'values' | 'tree' | 'validators'> {
  readonly chain: ChainId;
}

/** A source that holds nothing. */
const NOTHING: StateSource = { get: () => undefined, hasTransaction: () => false, tree: { get: () => undefined } };

/** @throws AnnalsError `genesis.invalid` when the document contradicts itself. */
export function genesisState(genesis: GenesisDocument): GenesisState {
  checkGenesis(genesis);
  const state = new BlockState(NOTHING);
  const { agencies, validators, parameters, timeMs, vocabulary } = genesis;
  state.set(stateKey.parameters, parameters);
  state.set(stateKey.validators, { current: validators, next: validators });
  state.set(stateKey.clock, { agreedMs: timeMs, seats: [] });
  state.set(
    stateKey.agencies,
    agencies.map(({ key }) => agencyIdOf(key)),
  );
  for (const { name, title } of vocabulary.roles) state.set(stateKey.role(name), { title });
  for (const { name, title } of vocabulary.purposes) state.set(stateKey.purpose(name), { title });
  for (const { key, name, issuesIdentities, quota, roles } of agencies) {
    const id = agencyIdOf(key);
    state.set(stateKey.agency(id), {
      key,
      name,
      issuesIdentities,
      quota,
      roles: [...roles].sort(),
      status: 'active',
      admittedMs: timeMs,
      validatorKeys: validators.filter(({ agency }) => agency === id).map((seat) => seat.key),
    });
  }
  for (const type of genesis.recordTypes) {
    const checked = checkDeclaration(type);
    if (!checked.ok) throw new AnnalsError('genesis.invalid', `record type ${type.name}: ${checked.message}`);
    const unknown = unknownWord(type, (kind, name) => state.get(stateKey[kind](name)) !== undefined);
    if (unknown)
      throw new AnnalsError('genesis.invalid', `record type ${type.name}: no ${unknown.kind} ${unknown.name}`);
    state.set(stateKey.type(type.name), type);
    state.set(stateKey.typeVersion(type.name, type.version), type);
  }
  arrangeCeremony({ chain: chainIdOf(genesis), height: 0, timeMs, time: agreedTimeOf(state), state });
  const { stateRoot, state: encoded, values, tree, validators: sets } = sealState(NOTHING, state);
  return { chain: chainIdOf(genesis), stateRoot, state: encoded, values, tree, validators: sets };
}
