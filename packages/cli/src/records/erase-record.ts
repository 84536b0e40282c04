/** `annals record erase`, `hold`, `release-hold`, `confirm-erasure` and `erasure`: destroying content, and who has. */
import { type Erasure, erasureShape, type Holds, holdsShape, stateKey, unconfirmedHolders } from '@annals/ledger/block';
import { type AgencyId, formatId, parseId } from '@annals/ledger/codec';
import {
  type ErasureCertificate,
  formatErasureCertificate,
  type VerifiedErasure,
  verifyErasureCertificate,
  verifyValue,
} from '@annals/ledger/light';
import { fetchPresentRecord } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { writeText } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { agencyNames, genesisAgencyNames, resolveAgency, shortId, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { accept, verifiedUpTo } from './show-records.ts';

interface BasisOptions extends SubmitOptions {
  readonly basis: string;
}

type AgencyNames = ReadonlyMap<AgencyId, string>;

export async function eraseRecord(session: Session, options: BasisOptions, text: string): Promise<Answer> {
  const record = parseId('record', text);
  const { value: present } = await session.ask((node) => fetchPresentRecord(node, session.trusted, record));
  const signer = await openSigner(session, { kinds: ['officer', 'agency'], agency: present.agency });
  return perform(session, options, {
    signer,
    kind: 'record.erase',
    body: { record, basis: options.basis },
    done: 'The content is erased: every holder destroys it now and says so on the ledger. Its history stays.',
    shown: [['record', text]],
    json: { record: text },
    next: `annals record erasure ${text}`,
  });
}

export async function holdRecord(session: Session, options: BasisOptions, text: string): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  return perform(session, options, {
    signer,
    kind: 'record.hold',
    body: { record: parseId('record', text), basis: options.basis },
    done: 'The record is held: it cannot be erased until the hold is released, and everybody sees by whom.',
    shown: [['record', text]],
    json: { record: text },
    next: `annals record release-hold ${text}`,
  });
}

interface ReleaseOptions extends SubmitOptions {
  /** The agency whose hold it is; the signer's own without it. */
  readonly of?: string;
}

export async function releaseHold(session: Session, options: ReleaseOptions, text: string): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  return perform(session, options, {
    signer,
    kind: 'record.release-hold',
    body: {
      record: parseId('record', text),
      agency: options.of === undefined ? null : await resolveAgency(session, options.of),
    },
    done: 'The hold is released. Other holds stay.',
    shown: [['record', text]],
    json: { record: text },
  });
}

/** The agency vouches that a node of its own that no longer runs keeps nothing. */
export async function confirmErasure(
  session: Session,
  options: SubmitOptions,
  texts: readonly string[],
): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['agency'] });
  return perform(session, options, {
    signer,
    kind: 'erasure.confirm',
    body: { agency: signer.agency as AgencyId, records: texts.map((text) => parseId('record', text)) },
    done: 'The certificates say that the agency vouches for the destruction.',
    json: { records: [...texts] },
  });
}

interface ErasureOptions {
  readonly save?: string;
}

/** Who holds a record; if it is erased, who has destroyed its content and who has not. Verified before it is shown. */
export async function showErasure(session: Session, options: ErasureOptions, text: string): Promise<Answer> {
  const record = parseId('record', text);
  const { proven, holds, erasure, header } = await session.ask(async (node) => {
    const answer = await node.call(routes.erasure, { params: { record } });
    const held = accept(verifyValue(session.trusted, stateKey.hold(record), answer.provenHolds));
    const erased = accept(verifyValue(session.trusted, stateKey.erasure(record), answer.proven));
    return { proven: answer.proven, holds: held.value, erasure: erased.value, header: held.header };
  });
  const names = await agencyNames(session);
  if (!erasure) {
    return {
      text: paragraphs('The content is kept.', describeHolds(holds, names), verifiedUpTo(header)),
      json: { record: text, erasure: null, holds: holdsJson(holds), verifiedHeight: header.height },
    };
  }
  const verified = accept(verifyErasureCertificate(session.trusted, { record, proven }));
  const path = options.save === undefined ? null : session.path(options.save);
  if (path) writeText(path, formatErasureCertificate({ record, proven }));
  return describeErasure(verified, names, path);
}

/** Verifies a certificate that `record erasure --save` wrote, with the genesis document and nothing else. */
export function verifyErasureFile(session: Session, certificate: ErasureCertificate): Answer {
  const verified = accept(verifyErasureCertificate(session.trusted, certificate));
  return describeErasure(verified, genesisAgencyNames(session), null);
}

function describeErasure(
  { header, record, erasure }: VerifiedErasure,
  names: AgencyNames,
  saved: string | null,
): Answer {
  const open = unconfirmedHolders(erasure);
  const verdict =
    open.length === 0
      ? 'The content is erased, and every holder has said that it has destroyed it.'
      : `The content is erased. ${open.length} of ${erasure.holders.length} holders ${open.length === 1 ? 'has' : 'have'} not said yet that it is destroyed.`;
  return {
    text: paragraphs(
      verdict,
      fields([
        ['record', formatId('record', record)],
        ['demanded by', nameOf(names, erasure.agency)],
        ['basis', erasure.basis],
        ['erased', `${timeText(erasure.timeMs)}, block ${erasure.height}`],
        ['versions', erasure.sidecars],
      ]),
      table(['HOLDER', 'DESTROYED', 'SAID BY'], holdersOf(erasure, names)),
      verifiedUpTo(header),
      saved ? `The certificate is in ${saved}; anyone verifies it offline with: annals verify ${saved}` : undefined,
    ),
    json: {
      record: formatId('record', record),
      erasure: erasureShape.toJson(erasure),
      unconfirmed: open.map((agency) => formatId('agency', agency)),
      verifiedHeight: header.height,
      saved,
    },
  };
}

function holdersOf({ holders, confirmed }: Erasure, names: AgencyNames): string[][] {
  return holders.map((holder) => {
    const said = confirmed.find(({ agency }) => agency === holder);
    const by = { node: 'its node', agency: 'the agency' } as const;
    return [nameOf(names, holder), said ? timeText(said.timeMs) : 'not yet', said ? by[said.by] : ''];
  });
}

function describeHolds(holds: Holds | undefined, names: AgencyNames): string {
  if (!holds) return 'Nobody holds it.';
  return table(
    ['HELD BY', 'BASIS', 'SINCE'],
    holds.map(({ agency, basis, timeMs }) => [nameOf(names, agency), basis, timeText(timeMs)]),
  );
}

const holdsJson = (holds: Holds | undefined) => (holds ? holdsShape.toJson(holds) : null);
const nameOf = (names: AgencyNames, agency: AgencyId): string => names.get(agency) ?? shortId('agency', agency);
