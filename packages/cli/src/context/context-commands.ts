/** `annals context`: which network commands are about, when no option says otherwise. */

import { formatGenesis } from '@annals/ledger/block';
import type { JsonValue } from '@annals/ledger/codec';
import { bytesToHex } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs } from '../output/table.ts';
import type { Session } from '../session/session.ts';
import { contextShape, writeContext } from './context.ts';
import { writeText } from './files.ts';

export async function showContext(session: Session): Promise<Answer> {
  const { context, home } = session;
  if (!context) throw new AnnalsError('command.context', `${home} holds no context`);
  return describe(session, contextShape.toJson(context), undefined);
}

/** Writes the context from `--node` and `--genesis`. */
export async function setContext(session: Session): Promise<Answer> {
  const { node, genesis } = session.options;
  if (!node || !genesis) throw new AnnalsError('command.usage', 'give --node and --genesis');
  const document = session.genesis;
  await session.status();
  const context = { nodes: session.urls, passwordFile: null, keystoreCost: 'strong' } as const;
  writeText(session.files.genesis, formatGenesis(document));
  writeContext(session.home, context);
  return describe(
    session,
    contextShape.toJson(context),
    `Written to ${session.home}. Commands need no --node and --genesis now.`,
  );
}

function describe(session: Session, json: JsonValue, remark: string | undefined): Answer {
  const { name } = session.genesis;
  return {
    text: paragraphs(
      remark,
      fields([
        ['folder', session.home],
        ['network', name],
        ['chain id', bytesToHex(session.chain)],
        ['nodes', session.urls.join(', ')],
      ]),
    ),
    json: { home: session.home, chain: bytesToHex(session.chain), context: json },
  };
}
