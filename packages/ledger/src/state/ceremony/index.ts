export { arrangeCeremony } from './arrange.ts';
export { hearLateComplaints, spokenIn } from './candidate.ts';
export { hasFault, withFaults } from './faults.ts';
export { requestableFromMs, withRequest } from './requests.ts';
export { canEndFromMs, endRound, proceed, runningCeremony } from './rounds.ts';
