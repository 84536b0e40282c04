/** Amounts, currencies and periods as they stand in programmes, entitlements and payments. */
import { shape } from '../../codec/index.ts';

/** An amount of money in the minor unit of its currency, at least 1. Never a fraction. */
export const amountShape = shape.integer(1, Number.MAX_SAFE_INTEGER);

/** A currency code of ISO 4217. */
export const currencyShape = shape.text(3, { min: 3, pattern: /^[A-Z]{3}$/ });

/** A calendar month such as `2026-11`; the order of the texts is the order in time. */
export const periodShape = shape.text(7, { min: 7, pattern: /^[0-9]{4}-(0[1-9]|1[0-2])$/ });

/** Months since year 0, so that a span can be measured. */
export function monthNumber(period: string): number {
  return Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1;
}
