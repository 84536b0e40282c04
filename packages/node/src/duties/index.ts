export { Duties, type DutiesParts } from './duties.ts';
export type { Duty, DutyTime, DutyTransaction } from './duty.ts';
