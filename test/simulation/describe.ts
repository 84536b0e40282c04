/** Messages and outputs as text, for the trace of a failing run and for golden scripts. */
import type {
  ConsensusMessage,
  Intent,
  Justification,
  Output,
  Prepared,
  Proposal,
  Standing,
} from '@annals/node/consensus/core';

function at(height: number, view: number): string {
  return `${height}/${view}`;
}

function prepared(value: Prepared | null): string {
  return value ? ` prepared ${value.block} in view ${value.view}` : ' prepared nothing';
}

function justified(value: Justification | null): string {
  if (!value) return '';
  const by = value.viewChanges.map(({ signer }) => signer).join(',');
  return ` by view changes of ${by}${value.prepares ? ` and prepares of ${value.prepares.map(({ index }) => index).join(',')}` : ''}`;
}

function block(proposal: Proposal): string {
  return `${proposal.hash} [${proposal.transactionIds.join(' ')}]`;
}

/** An own message before it is signed. */
function describeIntent(intent: Intent): string {
  switch (intent.type) {
    case 'vote':
      return `${intent.vote.step} ${at(intent.vote.height, intent.vote.view)} ${intent.vote.block}`;
    case 'pre-prepare':
      return `pre-prepare ${at(intent.height, intent.view)} ${block(intent.proposal)}${justified(intent.justification)}`;
    case 'view-change':
      return `view-change ${at(intent.height, intent.view)}${prepared(intent.prepared)}`;
  }
}

function describeStanding({ height, view, hasProposal }: Standing): string {
  return `status applied ${height}, in view ${view}${hasProposal ? ' with proposal' : ''}`;
}

export function describeMessage(message: ConsensusMessage): string {
  switch (message.type) {
    case 'status':
      return describeStanding(message);
    case 'decision': {
      const { height, view, block: hash, signatures } = message.certificate;
      return `decision ${at(height, view)} ${hash} by commits of ${signatures.map(({ index }) => index).join(',')}`;
    }
    default:
      return describeIntent(message);
  }
}

/** One output of the core. */
export function describeOutput(output: Output): string {
  switch (output.type) {
    case 'persist': {
      const { record } = output;
      if (record.type === 'prepared') {
        return `persist prepared ${at(record.height, record.certificate.view)} ${record.certificate.proposal.hash}`;
      }
      if (record.type === 'view-change')
        return `persist view-change ${at(record.height, record.view)}${prepared(record.prepared)}`;
      return `persist ${describeIntent(record)}`;
    }
    case 'broadcast':
      return `broadcast ${describeIntent(output.intent)}`;
    case 'status':
      return `send to ${output.to}: ${describeStanding(output.standing)}`;
    case 'send':
      return `send to ${output.to}: ${describeMessage(output.message)}`;
    case 'request-candidate':
      return `request candidate ${at(output.height, output.view)}${output.allowEmpty ? ', empty if need be' : ''}`;
    case 'execute':
      return `execute ${block(output.proposal)}${output.from === null ? '' : `, bodies from ${output.from}`}`;
    case 'commit':
      return `commit ${output.certificate.height} ${output.proposal.hash}, decided in view ${output.certificate.view}`;
    case 'request-sync':
      return `request sync of ${output.height}, decided as ${output.certificate.block}`;
    case 'send-certificate':
      return `send certificate of ${output.height} to ${output.to}`;
    case 'misbehaviour': {
      const { signer, step, height, view, first, second } = output.evidence;
      return `misbehaviour of validator ${signer}: ${step} ${at(height, view)} for ${first.block} and ${second.block}`;
    }
    case 'refused':
      return `refuse ${output.message}: ${output.reason}`;
    case 'halt':
      return `halt: ${output.reason}`;
  }
}
