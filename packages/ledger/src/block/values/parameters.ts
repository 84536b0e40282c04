/** The parameters of the network that agencies can change by vote, each with its bounds, under `parameters`. */
import { type Shape, shape } from '../../codec/index.ts';

const DAY_MS = 86_400_000;

/** Each parameter's default and the bounds within which the agencies may set it. */
export const PARAMETERS = {
  /** How many heights ahead the last valid height of a transaction may lie; replay is watched for that long. */
  validityWindow: { default: 10_000, min: 100, max: 1_000_000 },
  /** The most items of one agency in a block: a transaction is one, or as many as its list has. */
  agencyQuota: { default: 2_000, min: 1, max: 100_000 },
  /** The most bytes of one agency's transactions in a block; by default half of what it may have. */
  agencyBytes: { default: 2_097_152, min: 65_536, max: 4_194_304 },
  /** The most bytes of sealed content beside one agency's transactions in a block; by default half as well. */
  agencySidecarBytes: { default: 6_291_456, min: 1_048_576, max: 12_582_912 },
  /**
   * The most items in a block of all persons that one agency has enrolled, and as many again of what protects them; of
   * one validator; and of all whose key nobody knows.
   */
  personQuota: { default: 500, min: 1, max: 100_000 },
  /** How long a proposal can be voted on. */
  proposalWindowMs: { default: 14 * DAY_MS, min: 60_000, max: 365 * DAY_MS },
  /** How long a person can object, from the request to recover her key on, before it can be completed. */
  recoveryWaitMs: { default: 7 * DAY_MS, min: 1_000, max: 90 * DAY_MS },
  /** The longest appointment of an officer. */
  officerTermMs: { default: 3 * 366 * DAY_MS, min: DAY_MS, max: 50 * 366 * DAY_MS },
  /** How long validators give their shares of what was granted, from the time of its block on. */
  leaseMs: { default: 600_000, min: 1_000, max: DAY_MS },
  /** How long a round of a key ceremony waits for those who have not spoken. */
  ceremonyRoundMs: { default: 20_000, min: 500, max: DAY_MS },
  /** How long after a key ceremony a validator without a share can ask for the next one. */
  ceremonyRestMs: { default: 300_000, min: 500, max: DAY_MS },
  /** The periods for which each agency reports how many reads it made. */
  reportPeriodMs: { default: DAY_MS, min: 1_000, max: 366 * DAY_MS },
  /** How long after its reveal date a hidden read is not yet overdue: validators are to disclose it by then. */
  revealGraceMs: { default: DAY_MS, min: 1_000, max: 30 * DAY_MS },
} as const;

export type ParameterName = keyof typeof PARAMETERS;
export type Parameters = { readonly [name in ParameterName]: number };

type ParameterShapes = { readonly [name in ParameterName]: Shape<number> };

export const parametersShape: Shape<Parameters> = shape.struct(
  Object.fromEntries(
    Object.entries(PARAMETERS).map(([name, { min, max }]) => [name, shape.integer(min, max)]),
  ) as ParameterShapes,
);

export const DEFAULT_PARAMETERS: Parameters = Object.fromEntries(
  Object.entries(PARAMETERS).map(([name, { default: value }]) => [name, value]),
) as Parameters;

/** Whether a text from outside names a parameter. */
export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(PARAMETERS, name);
}
