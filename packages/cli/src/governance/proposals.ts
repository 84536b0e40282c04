/** `annals proposal`: what the agencies decide together, and how each of them votes. */
import { isParameterName, PARAMETERS, type Proposal, stateKey } from '@annals/ledger/block';
import { formatId, type ProposalId, parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import { newObjectId, type ProposalAction, proposalActionShape } from '@annals/ledger/transaction';
import { readShaped } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { verifiedUpTo } from '../records/show-records.ts';
import { agencies, localized, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { newSalt } from '../session/submit.ts';

const MAX_ACTION_BYTES = 1 << 20;

/** Proposes an action; every command that proposes ends here. */
export async function propose(
  session: Session,
  options: SubmitOptions,
  action: ProposalAction,
  what: string,
): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['agency'] });
  const salt = newSalt();
  const id = newObjectId('proposal', signer.publicKey, salt);
  const proposal = formatId('proposal', id);
  const answer = await perform(session, options, {
    signer,
    kind: 'proposal.create',
    body: { action },
    salt,
    done: `${signer.label} proposes to ${what}; that counts as its approval.`,
    shown: [['proposal', proposal]],
    json: { proposal, action: action.type },
  });
  const { value } = await provenProposal(session, id);
  const outcome =
    value.status === 'carried'
      ? 'It is carried already.'
      : `Next: annals proposal vote ${proposal} --approve --as <another agency>`;
  return {
    ...answer,
    text: paragraphs(answer.text, outcome),
    json: { ...(answer.json as object), status: value.status },
  };
}

/** `proposal create FILE`: an action as JSON, with its `type`. */
export async function createProposal(session: Session, options: SubmitOptions, file: string): Promise<Answer> {
  const action = readShaped(session.path(file), MAX_ACTION_BYTES, proposalActionShape.fromJson);
  return propose(session, options, action, action.type.replace('.', ' '));
}

/** The parameters in force, with the bounds within which the agencies may set them. */
export async function listParameters(session: Session): Promise<Answer> {
  const { value: values, header } = await session.value(stateKey.parameters);
  if (!values) throw new AnnalsError('proof.membership', `no parameters are proven at block ${header.height}`);
  const names = Object.keys(PARAMETERS).filter(isParameterName);
  return {
    text: paragraphs(
      table(
        ['PARAMETER', 'VALUE', 'FROM', 'TO'],
        names.map((name) => [name, values[name], PARAMETERS[name].min, PARAMETERS[name].max].map(String)),
      ),
      'To change one: annals parameter set <parameter> <value> --as <agency>',
    ),
    json: { ...values },
  };
}

export async function setParameter(
  session: Session,
  options: SubmitOptions,
  name: string,
  value: string,
): Promise<Answer> {
  if (!/^\d{1,15}$/.test(value)) throw new AnnalsError('command.usage', `${value} is no whole number`);
  return propose(session, options, { type: 'parameter.set', name, value: Number(value) }, `set ${name} to ${value}`);
}

interface VoteOptions extends SubmitOptions {
  readonly approve?: boolean;
  readonly reject?: boolean;
}

export async function voteOnProposal(session: Session, options: VoteOptions, text: string): Promise<Answer> {
  if ((options.approve === true) === (options.reject === true)) {
    throw new AnnalsError('command.usage', 'say how the agency votes: --approve or --reject');
  }
  const proposal = parseId('proposal', text);
  const signer = await openSigner(session, { kinds: ['agency'] });
  const approve = options.approve === true;
  const answer = await perform(session, options, {
    signer,
    kind: 'proposal.vote',
    body: { proposal, approve },
    done: `${signer.label} ${approve ? 'approves' : 'rejects'} the proposal.`,
    shown: [['proposal', text]],
    json: { proposal: text, approve },
  });
  const { value } = await provenProposal(session, proposal);
  return {
    ...answer,
    text: paragraphs(
      answer.text,
      `It is ${value.status}: ${value.approvals.length} approve, ${value.rejections.length} reject.`,
    ),
    json: { ...(answer.json as object), status: value.status },
  };
}

export async function listProposals(session: Session): Promise<Answer> {
  const { items, toldBy } = await session.provenList(
    (node, after) => node.call(routes.proposals, { query: { after } }),
    ({ id }) => stateKey.proposal(id),
  );
  const proposals = items.map(({ item: { id }, value }) => ({ id, value }));
  const known = await agencies(session);
  const rows = proposals.map(({ id, value }) => [
    value.action.type,
    statusOf(session, value),
    `${value.approvals.length}/${value.rejections.length}`,
    nameOf(session, known, value),
    formatId('proposal', id),
  ]);
  return {
    text: paragraphs(
      table(['ACTION', 'STATUS', 'FOR/AGAINST', 'PROPOSED BY', 'PROPOSAL'], rows, 'Nothing has been proposed.'),
      toldToBeAll(toldBy),
    ),
    json: proposals.map((each) => routes.proposal.response.toJson(each)),
  };
}

export async function showProposal(session: Session, _options: object, text: string): Promise<Answer> {
  const answer = await provenProposal(session, parseId('proposal', text));
  const known = await agencies(session);
  const names = (ids: Proposal['approvals']) =>
    ids.map((id) => localized(known.get(id)?.name ?? { en: formatId('agency', id) }, session.environment)).join(', ');
  const { value } = answer;
  return {
    text: paragraphs(
      fields([
        ['proposal', text],
        ['action', value.action.type],
        ['proposed by', nameOf(session, known, value)],
        ['status', statusOf(session, value)],
        ['approved by', names(value.approvals)],
        ['rejected by', names(value.rejections) || null],
        ['can be voted on until', value.status === 'open' ? timeText(value.untilMs) : null],
        ['decided in block', value.decidedHeight],
      ]),
      JSON.stringify(proposalActionShape.toJson(value.action), null, 2),
      verifiedUpTo(answer.header),
    ),
    json: routes.proposal.response.toJson(answer),
  };
}

/** A proposal as it stands: whoever votes decides by it. @throws AnnalsError `proposal.unknown`, `proof.*`. */
async function provenProposal(session: Session, id: ProposalId) {
  const { value, header } = await session.value(stateKey.proposal(id));
  if (value) return { id, value, header };
  throw new AnnalsError('proposal.unknown', `there is no such proposal at block ${header.height}`);
}

function statusOf({ environment }: Session, { status, untilMs }: Proposal): string {
  return status === 'open' && untilMs <= environment.nowMs() ? 'expired' : status;
}

function nameOf(session: Session, known: Awaited<ReturnType<typeof agencies>>, { agency }: Proposal): string {
  const found = known.get(agency);
  return found ? localized(found.name, session.environment) : formatId('agency', agency);
}
