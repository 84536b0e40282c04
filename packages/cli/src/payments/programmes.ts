/** `annals programme`: welfare programmes and how their budgets stand, for everybody to see. */
import { type Programme, stateKey } from '@annals/ledger/block';
import { formatId, type ProgrammeId, parseId } from '@annals/ledger/codec';
import { invariant } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import { held } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { newObjectId } from '@annals/ledger/transaction';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { agencyNames, localized, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { newSalt } from '../session/submit.ts';
import { formatAmount, parseAmount } from './money.ts';

interface OpenOptions extends SubmitOptions {
  readonly name: readonly string[];
  readonly sector: string;
  readonly currency: string;
  readonly budget: string;
  readonly grantRole: readonly string[];
  readonly payRole: readonly string[];
}

export async function openProgramme(session: Session, options: OpenOptions): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['agency'] });
  const salt = newSalt();
  const programme = formatId('programme', newObjectId('programme', signer.publicKey, salt));
  const { currency, sector } = options;
  const budget = parseAmount(options.budget, currency);
  return perform(session, options, {
    signer,
    kind: 'programme.open',
    body: {
      name: namesOf(options.name),
      sector,
      currency,
      budget,
      grantRoles: options.grantRole,
      payRoles: options.payRole,
    },
    salt,
    done: `The programme is open, with a budget of ${formatAmount(budget, currency)} that its payments cannot exceed.`,
    shown: [['programme', programme]],
    json: { programme, currency, budget },
    next: `annals entitlement grant --programme ${programme} --subject <person> --amount 120.00 --from 2026-12 --to 2027-11`,
  });
}

/** Names given as `en=Child benefit`; one without a language is English. */
export function namesOf(given: readonly string[]): { readonly [language: string]: string } {
  return Object.fromEntries(
    given.map((name) => {
      const match = /^([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)=(.+)$/.exec(name);
      return match ? [match[1] as string, match[2] as string] : ['en', name];
    }),
  );
}

export async function closeProgramme(session: Session, options: SubmitOptions, text: string): Promise<Answer> {
  const programme = parseId('programme', text);
  const { agency } = await presentProgramme(session, programme);
  const signer = await openSigner(session, { kinds: ['agency'], agency });
  return perform(session, options, {
    signer,
    kind: 'programme.close',
    body: { programme },
    done: 'The programme is closed: nothing more is granted or scheduled.',
    shown: [['programme', text]],
    json: { programme: text },
  });
}

/** Each is proven; which there are is what a node says. */
export async function listProgrammes(session: Session): Promise<Answer> {
  const { items, toldBy } = await session.provenList(
    (node, after) => node.call(routes.programmes, { query: { after } }),
    ({ id }) => stateKey.programme(id),
  );
  const programmes = items.map(({ item: { id }, value }) => ({ id, value }));
  const rows = programmes.map(({ id, value }) => [
    localized(value.name, session.environment),
    value.status,
    formatAmount(value.budget, value.currency),
    formatAmount(value.confirmed, value.currency),
    formatAmount(value.scheduled, value.currency),
    formatId('programme', id),
  ]);
  return {
    text: paragraphs(
      table(['PROGRAMME', 'STATUS', 'BUDGET', 'PAID', 'SCHEDULED', 'ID'], rows, 'There are no programmes.'),
      toldToBeAll(toldBy),
    ),
    json: programmes.map((each) => routes.programme.response.toJson(each)),
  };
}

export async function showProgramme(session: Session, _options: object, text: string): Promise<Answer> {
  const id = parseId('programme', text);
  const value = await presentProgramme(session, id);
  const names = await agencyNames(session);
  const left = value.budget - value.confirmed - value.scheduled;
  return {
    text: fields([
      ...Object.entries(value.name),
      ['programme', text],
      ['run by', names.get(value.agency) ?? formatId('agency', value.agency)],
      ['status', value.status],
      ['sector', value.sector],
      ['budget', formatAmount(value.budget, value.currency)],
      ['paid', formatAmount(value.confirmed, value.currency)],
      ['scheduled', formatAmount(value.scheduled, value.currency)],
      ['left', formatAmount(left, value.currency)],
      ['granted by', value.grantRoles.join(', ')],
      ['paid by', value.payRoles.join(', ')],
      ['opened', timeText(value.openedMs)],
    ]),
    json: routes.programme.response.toJson({ id, value }),
  };
}

/**
 * A programme as it is at present, proven: amounts are written in its currency (ATTACK told-names).
 * @throws AnnalsError `programme.unknown`, `proof.*`, `node.*`.
 */
export async function presentProgramme(session: Session, programme: ProgrammeId): Promise<Proven<Programme>> {
  return held(await session.value(stateKey.programme(programme)), 'programme.unknown');
}

/** The programmes of these, each fetched once. @throws AnnalsError as {@link presentProgramme}. */
export async function presentProgrammes(
  session: Session,
  of: readonly { readonly value: { readonly programme: ProgrammeId } }[],
): Promise<(programme: ProgrammeId) => Proven<Programme>> {
  const ids = [...new Set(of.map(({ value }) => value.programme))];
  const found = await Promise.all(ids.map(async (id) => [id, await presentProgramme(session, id)] as const));
  const known = new Map(found);
  return (id) => {
    const programme = known.get(id);
    invariant(programme, 'every programme has been fetched');
    return programme;
  };
}
