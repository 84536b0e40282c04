export { EvidenceDuty } from './evidence-duty.ts';
