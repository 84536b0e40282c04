/** A dealer that cheats: what it publishes verifies, and what it has dealt to some is bad. */
import type { RandomSource } from '../../crypto/index.ts';
import { publish } from '../dealing.ts';
import type { Ceremony, DealingEntry } from '../index.ts';
import { drawPolynomial, evaluate } from '../polynomial.ts';

/** A dealing that is proven, but whose values for some participants are not those of the polynomial. */
export function crookedDealing(
  ceremony: Ceremony,
  dealer: number,
  victims: readonly number[],
  random: RandomSource,
  constant?: Uint8Array,
): DealingEntry {
  const polynomial = drawPolynomial(ceremony.threshold, random, constant);
  const values = ceremony.participants.map((_, position) => {
    const index = position + 1;
    return victims.includes(index) ? random(32) : (evaluate(polynomial, index) as Uint8Array);
  });
  return { dealer, dealing: publish(ceremony, dealer, polynomial, values, random) };
}
