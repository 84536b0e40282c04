/**
 * The whole way of a hidden read, on the client's side: the package is made from the court's order, committed and
 * proven; what it hides is told to the holders of shares, who check that it is what was sealed, and the sections are
 * opened. At the reveal date the ledger tells the person (PROTOCOL hidden-read).
 */
import { encodeShape, equalBytes, type TransactionId } from '../codec/index.ts';
import { generateSecretKey, publicKeyOf, type RandomSource, randomBytes } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type CourtOrder, makeHiddenRequest } from '../hidden/index.ts';
import type { Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { buildTransaction, hiddenDisclosureShape, SALT_SIZE_BYTES, type Transaction } from '../transaction/index.ts';
import { type CommittedReading, commitReading } from './commit-reading.ts';
import { firstAnswer } from './first-answer.ts';
import type { OpenedGrant } from './grant-opener.ts';
import { fetchNetworkKey } from './network-key.ts';
import { openGranted } from './open-granted.ts';
import { fetchPresentHeight } from './present-height.ts';
import { fetchPresentRecord } from './present-record.ts';
import { type ReadingSigner, VALID_FOR_HEIGHTS } from './reading-request.ts';

export interface HiddenReading extends CommittedReading, OpenedGrant {
  readonly transaction: TransactionId;
}

/**
 * Reads what a court's order names, in its present version.
 * @throws AnnalsError `hidden.order` for an order that is another agency's or chain's, `record.unknown`, or with the code
 * for which the ledger or the holders refused it.
 */
export async function readHidden(
  nodes: readonly RestClient[],
  trusted: Trusted,
  signer: Pick<ReadingSigner, 'secret' | 'agency'>,
  order: CourtOrder,
  random: RandomSource = randomBytes,
): Promise<HiddenReading> {
  if (order.agency !== signer.agency) throw new AnnalsError('hidden.order', 'the order is for another agency');
  if (!equalBytes(order.chain, trusted.chain)) throw new AnnalsError('hidden.order', 'the order is for another chain');
  const [{ height }, { version, networkKey }] = await Promise.all([
    fetchPresentHeight(nodes, trusted),
    firstAnswer(nodes, (node) => lookUp(node, trusted, order)),
  ]);
  const readerSecret = generateSecretKey(random);
  const salt = random(SALT_SIZE_BYTES);
  const request = { order, version, networkKey, signer: publicKeyOf(signer.secret), salt, readerSecret, random };
  const { body, disclosure } = makeHiddenRequest(request);
  const transaction = buildTransaction<'access.read-hidden'>({
    chain: trusted.chain,
    kind: 'access.read-hidden',
    body,
    agency: signer.agency,
    lastValid: height + VALID_FOR_HEIGHTS,
    salt,
    signerSecret: signer.secret,
  }) as unknown as Transaction;
  const committed = await commitReading(nodes, trusted, transaction);
  const opened = await openGranted(nodes, trusted, {
    transaction: transaction.id,
    at: { version },
    sections: order.details.sections.map((section) => ({ item: 0, record: order.details.record, section })),
    signerSecret: signer.secret,
    readerSecret,
    disclosure: encodeShape(hiddenDisclosureShape, disclosure),
  });
  return { ...committed, ...opened, transaction: transaction.id };
}

/** What the request needs to know of the record and the network, from one node. */
async function lookUp(node: RestClient, trusted: Trusted, { details }: CourtOrder) {
  const [{ value }, network] = await Promise.all([
    fetchPresentRecord(node, trusted, details.record),
    fetchNetworkKey(node, trusted),
  ]);
  return { version: value.version, networkKey: network.key.publicKey };
}
