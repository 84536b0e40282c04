/** Amounts as people write them, `120.00`, and as the ledger keeps them: whole minor units, never a fraction. */
import { AnnalsError } from '@annals/ledger/errors';

/** Decimal places of a currency after ISO 4217; none for what has not the form of one, whose units are then shown whole. */
function decimalsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 0;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Minor units of an amount. Whole units may come without decimals; otherwise all decimals must be given, so that a
 * comma or a missing digit cannot change the amount.
 * @throws AnnalsError `command.usage`.
 */
export function parseAmount(text: string, currency: string): number {
  const decimals = decimalsOf(currency);
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text);
  const [, whole = '', fraction] = match ?? [];
  const minor = Number(whole + (fraction ?? '0'.repeat(decimals)));
  if (match && (fraction === undefined || fraction.length === decimals) && Number.isSafeInteger(minor)) return minor;
  const example = decimals === 0 ? '120' : `120.${'0'.repeat(decimals)}`;
  throw new AnnalsError('command.usage', `${text} is no amount in ${currency} such as ${example}`);
}

/** `120.00 EUR`. */
export function formatAmount(minor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals === 0
    ? `${digits} ${currency}`
    : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)} ${currency}`;
}
