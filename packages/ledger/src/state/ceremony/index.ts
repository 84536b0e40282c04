export { arrangeCeremony } from './arrange.ts';
export { hearLateComplaints, spokenIn } from './candidate.ts';
export { requestableFromMs, withRequest } from './requests.ts';
export { canEndFromMs, endRound, hasFault, proceed, runningCeremony, withFault } from './rounds.ts';
