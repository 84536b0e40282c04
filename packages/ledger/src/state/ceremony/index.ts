export { arrangeCeremony } from './arrange.ts';
export { spokenIn } from './conclude.ts';
export { canEnd, hasFault, proceed, requestableFromMs, runningCeremony, withFault } from './rounds.ts';
