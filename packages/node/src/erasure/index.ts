export { ConfirmationDuty } from './confirmation-duty.ts';
export { ContentSettlement, type SettlementParts } from './content-settlement.ts';
export { Recency } from './recency.ts';
