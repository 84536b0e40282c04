export { arrangeCeremony } from './arrange.ts';
export { spokenIn } from './conclude.ts';
export { canEnd, hasFault, proceed, runningCeremony, withFault } from './rounds.ts';
