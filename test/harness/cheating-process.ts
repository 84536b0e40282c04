/**
 * A node in a process of its own that keeps to all rules but in key ceremonies: it has the key shared again whenever it
 * can, deals bad shares to everybody else, and never confirms its own.
 */
import { dealersOf, indexAmong, isRunning, participantsOf, stateKey, thresholdCeremonyOf } from '@annals/ledger/block';
import { randomBytes } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import { crookedDealing } from '@annals/ledger/threshold/testing';
import { CeremonyDriver, CeremonySecrets } from '@annals/node/release/testing';

// Before the node begins, which takes these up.
const { duties } = CeremonyDriver.prototype;
const { keepDealing } = CeremonySecrets.prototype;

CeremonyDriver.prototype.duties = function () {
  return [
    ...duties.call(this).map((duty) => ({
      ...duty,
      due: (now: Parameters<typeof duty.due>[0]) => duty.due(now).filter(({ kind }) => kind !== 'ceremony.confirm'),
    })),
    { name: 'nuisance', by: 'each', due: () => nuisance() },
  ];
};

CeremonySecrets.prototype.keepDealing = async function (epoch, dealing) {
  const ceremony = readValue(node.services.chain.state, stateKey.ceremony);
  const [index, participants] = [
    ceremony && indexAmong(dealersOf(ceremony), own()),
    ceremony && participantsOf(ceremony),
  ];
  const held = ceremony?.previous && this.shareOf(ceremony.previous.key.epoch);
  if (!ceremony || !index || !participants || !held) return keepDealing.call(this, epoch, dealing);
  const victims = participants.flatMap(({ agency }, position) => (agency === own() ? [] : [position + 1]));
  const scheme = thresholdCeremonyOf(node.services.chain.chain, ceremony);
  return keepDealing.call(this, epoch, crookedDealing(scheme, index, victims, randomBytes, held.secret).dealing);
};

const { node } = await import('./validator-process.ts');

function own() {
  const seats = readValue(node.services.chain.state, stateKey.validators)?.current ?? [];
  const seat = seats.find(({ peer }) => peer === node.services.network.peer);
  if (!seat) throw new Error('it holds no seat');
  return seat.agency;
}

function nuisance() {
  const ceremony = readValue(node.services.chain.state, stateKey.ceremony);
  if (!ceremony || isRunning(ceremony)) return [];
  return [{ kind: 'ceremony.request', body: { agency: own() }, key: `again/${ceremony.epoch}` } as const];
}
