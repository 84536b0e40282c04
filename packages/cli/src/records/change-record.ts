/** `annals record issue`, `amend`, `transfer` and the actions of a record's lifecycle. */
import type { Record, RecordType } from '@annals/ledger/block';
import { formatId, parseId, type RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { fetchPresentRecord } from '@annals/ledger/reading';
import type { SectionContents } from '@annals/ledger/record-types';
import { newObjectId, type RecordContent } from '@annals/ledger/transaction';
import { recordType } from '../governance/record-types.ts';
import type { Answer } from '../output/answer.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner, type Signer } from '../session/signer.ts';
import { newSalt } from '../session/submit.ts';
import { resolveSubject } from '../wallet/resolve-subject.ts';
import { readWhole } from './read-records.ts';
import { performWithContent, readContent } from './seal-content.ts';

interface IssueOptions extends SubmitOptions {
  readonly type: string;
  readonly subject: string;
}

export async function issueRecord(session: Session, options: IssueOptions, file: string): Promise<Answer> {
  const type = await recordType(session, options.type);
  const sections = readContent(session, type, file);
  const subject = await resolveSubject(session, options.subject, type.sector);
  const issuers = type.issuers.map(({ agency }) => agency);
  const signer = await openSigner(session, { kinds: ['officer'], agency: issuers.length === 1 ? issuers[0] : null });
  const salt = newSalt();
  const id = newObjectId('record', signer.publicKey, salt);
  const record = formatId('record', id);
  const place = { type, record: id, version: 1, subject, signer };
  return performWithContent(session, sections, place, ({ content, sidecar }) =>
    perform(session, options, {
      signer,
      kind: 'record.issue',
      body: { type: type.name, subject, content },
      salt,
      sidecar,
      done: `The ${type.name} is issued${sidecar ? '; its subject can open it, and whom the ledger grants a read' : ''}.`,
      shown: [
        ['record', record],
        ['subject', formatId('subject', subject)],
      ],
      json: { record, type: type.name, subject: formatId('subject', subject) },
      next: `annals record show ${record}`,
    }),
  );
}

export async function amendRecord(
  session: Session,
  options: SubmitOptions,
  text: string,
  file: string,
): Promise<Answer> {
  const { id, record } = await presentRecord(session, text);
  const type = await recordType(session, record.type);
  const sections = readContent(session, type, file);
  const signer = await openSigner(session, { kinds: ['officer'], agency: record.agency });
  const { subject } = record;
  const version = record.version + 1;
  const place = { type, record: id, version, subject, signer };
  return performWithContent(session, sections, place, ({ content, sidecar }) =>
    perform(session, options, {
      signer,
      kind: 'record.amend',
      body: { record: id, version: record.version, content },
      sidecar,
      done: `The record is amended: version ${version} stands, the earlier ones stay in its history.`,
      shown: [['record', text]],
      json: { record: text, version },
      next: `annals record history ${text}`,
    }),
  );
}

interface TransferOptions extends SubmitOptions {
  readonly to: string;
  /** The content of a sealed record, as for `issue`. */
  readonly content?: string;
  /** To read it first, where the officer has no file. */
  readonly purpose?: string;
  readonly basis?: string;
}

/** Transfers a record; what is sealed is given anew, and sealed for the new holder. */
export async function transferRecord(session: Session, options: TransferOptions, text: string): Promise<Answer> {
  const { id, record } = await presentRecord(session, text);
  const type = await recordType(session, record.type);
  const to = await resolveSubject(session, options.to, type.sector);
  const signer = await openSigner(session, { kinds: ['officer'], agency: record.agency });
  const version = record.version + 1;
  const place = { type, record: id, version, subject: to, signer };
  const transfer = (content: RecordContent | null, sidecar: Uint8Array | null) =>
    perform(session, options, {
      signer,
      kind: 'record.transfer',
      body: { record: id, version: record.version, to, content },
      sidecar,
      done: 'The record has passed to its new holder.',
      shown: [
        ['record', text],
        ['holder', formatId('subject', to)],
      ],
      json: { record: text, holder: formatId('subject', to) },
    });
  if (type.visibility === 'public') return transfer(null, null);
  const sections = await transferredContent(session, type, options, text, signer);
  return performWithContent(session, sections, place, ({ content, sidecar }) => transfer(content, sidecar));
}

/** The content of a sealed record that passes on: from a file, or by a read that the person sees like any other. */
async function transferredContent(
  session: Session,
  type: RecordType,
  { content, purpose, basis }: TransferOptions,
  text: string,
  signer: Signer,
): Promise<SectionContents> {
  if (content !== undefined) return readContent(session, type, content);
  if (purpose === undefined || basis === undefined) {
    throw new AnnalsError(
      'command.usage',
      'the record is sealed: give its content with --content, or have it read with --purpose and --basis',
    );
  }
  const section = type.sections.map(({ name }) => name);
  return readWhole(session, { ...signer, subject: null }, text, { section, purpose, basis });
}

interface TransitionOptions extends SubmitOptions {
  readonly reason: string;
}

/** An action of the lifecycle: `suspend`, `reinstate`, `revoke`, or what the type declares. */
export async function changeState(
  session: Session,
  options: TransitionOptions,
  action: string,
  text: string,
): Promise<Answer> {
  const { id, record } = await presentRecord(session, text);
  const type = await recordType(session, record.type);
  const transition = type.lifecycle.transitions.find(
    (each) => each.action === action && each.from.includes(record.state),
  );
  if (!transition) {
    const possible = type.lifecycle.transitions
      .filter(({ from }) => from.includes(record.state))
      .map((each) => each.action);
    const list = possible.length === 0 ? 'nothing' : possible.join(', ');
    throw new AnnalsError('record.wrong-state', `a ${type.name} that is ${record.state} allows ${list}, not ${action}`);
  }
  const signer = await openSigner(session, { kinds: ['officer'], agency: transition.agencies ? null : record.agency });
  return perform(session, options, {
    signer,
    kind: 'record.transition',
    body: { record: id, action, reason: options.reason },
    done: `The record was ${record.state} and is ${transition.to}.`,
    shown: [
      ['record', text],
      ['reason', options.reason],
    ],
    json: { record: text, action, state: transition.to },
    next: `annals record history ${text}`,
  });
}

async function presentRecord(
  session: Session,
  text: string,
): Promise<{ readonly id: RecordId; readonly record: Record }> {
  const id = parseId('record', text);
  const { value } = await session.ask((node) => fetchPresentRecord(node, session.trusted, id));
  return { id, record: value };
}
