/**
 * Secret polynomials over the scalars and the commitments to their coefficients in the group (Shamir 1979, Feldman
 * 1987). A polynomial is the list of its coefficients, the constant first; a participant's value is that at its index.
 */
import { generateSecretKey, groupBackend, type Point, type RandomSource, type Scalar } from '../crypto/index.ts';
import { scalarOf } from './scalar-field.ts';

/** A polynomial of `size` random coefficients, or with a given constant. */
export function drawPolynomial(size: number, random: RandomSource, constant?: Scalar): readonly Scalar[] {
  return Array.from({ length: size }, (_, power) =>
    power === 0 && constant ? constant.slice() : generateSecretKey(random),
  );
}

/** The value at an index, by Horner's rule; null when it is zero. */
export function evaluate(polynomial: readonly Scalar[], index: number): Scalar | null {
  const group = groupBackend();
  const at = scalarOf(index);
  let value: Scalar | null = null;
  for (const coefficient of polynomial.toReversed()) {
    value = value ? group.addSecrets(group.multiplySecrets(value, at), coefficient) : coefficient.slice();
  }
  return value;
}

/** The commitments to the coefficients. */
export function commit(polynomial: readonly Scalar[]): readonly Point[] {
  const group = groupBackend();
  return polynomial.map((coefficient) => group.multiplyBase(coefficient));
}

/** The value at an index in the group: the generator times what {@link evaluate} gives; null at infinity. */
export function evaluateCommitments(commitments: readonly Point[], index: number): Point | null {
  const group = groupBackend();
  const at = scalarOf(index);
  let value: Point | null = null;
  for (const commitment of commitments.toReversed()) {
    if (value && index > 1) value = group.multiplyPublic(value, at);
    value = value ? group.add([value, commitment]) : commitment;
  }
  return value;
}

/** The sum of points, each times its public coefficient; null at infinity. */
export function combinePoints(points: readonly Point[], coefficients: readonly Scalar[]): Point | null {
  const group = groupBackend();
  return group.add(points.map((point, index) => group.multiplyPublic(point, coefficients[index] as Scalar)));
}
