/** `annals type`: the kinds of record that the agencies have declared. */
import type { RecordType } from '@annals/ledger/block';
import { recordTypeShape, stateKey } from '@annals/ledger/block';
import type { JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import { held } from '@annals/ledger/reading';
import { canonicalJson, checkDeclaration } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { readShaped } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { localized } from '../session/names.ts';
import type { SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { propose } from './proposals.ts';

/** A declaration as it is at present, proven. @throws AnnalsError `type.unknown`, `proof.*`, `node.*`. */
export async function recordType(session: Session, name: string): Promise<Proven<RecordType>> {
  return held(await session.value(stateKey.type(name)), 'type.unknown');
}

export async function listTypes(session: Session): Promise<Answer> {
  const { items, toldBy } = await session.provenList(
    (node, after) => node.call(routes.recordTypes, { query: { after } }),
    ({ name: listed }) => stateKey.type(listed),
  );
  const types = items.map(({ value }) => value);
  const rows = types.map((type) => [
    type.name,
    localized(type.title, session.environment),
    type.sector,
    type.visibility,
    type.sections.map(({ name }) => name).join(', '),
    String(type.version),
  ]);
  return {
    text: paragraphs(
      table(['TYPE', 'TITLE', 'SECTOR', 'CONTENT', 'SECTIONS', 'VERSION'], rows, 'No type is declared.'),
      toldToBeAll(toldBy),
    ),
    json: types.map(jsonOf),
  };
}

export async function showType(session: Session, _options: object, name: string): Promise<Answer> {
  const type = await recordType(session, name);
  const sections = type.sections.map((section) =>
    paragraphs(
      `${section.name}: ${localized(section.title, session.environment)}${section.optional ? ' (optional)' : ''}`,
      fields([...section.readers.map(readerField), ...propertiesOf(section.schema)]),
    ),
  );
  return {
    text: paragraphs(
      `${localized(type.title, session.environment)} (${type.name}, version ${type.version})`,
      fields([
        ['sector', type.sector],
        ['content', type.visibility],
        ['issued by', type.issuers.map(({ roles }) => roles.join(', ')).join('; ')],
        ['one for each person', type.unique ? 'yes' : 'no'],
        ['transferable', type.transferable ? 'yes' : 'no'],
        ['kept for', `${type.retentionYears} years after it ended`],
        ['in an emergency', type.emergency && `read by ${type.emergency.roles.join(', ')}`],
        ['reviewed by', type.emergency?.reviewRoles.join(', ')],
        ['hidden reads', type.hidden && `by ${type.hidden.roles.join(', ')}, under a court's order`],
        ['erased by', type.erasure.roles.join(', ')],
        ['states', type.lifecycle.states.map((state) => state.name).join(', ')],
        ['actions', type.lifecycle.transitions.map(({ action }) => action).join(', ')],
      ]),
      ...sections,
    ),
    json: jsonOf(type),
  };
}

/** The fields of a section, each with what is expected of it. */
/** Who reads a section for what, and what else that takes. */
function readerField({ role, purposes, consent, afterDeath }: RecordType['sections'][number]['readers'][number]) {
  const notes = [consent ? 'with her consent' : '', afterDeath ? 'also after her death' : ''].filter((note) => note);
  const purpose = `for ${purposes.join(', ')}`;
  return [`read by ${role}`, [purpose, ...notes].join('; ')] as const;
}

function propertiesOf(schema: string): readonly (readonly [string, string])[] {
  const { properties = {}, required = [] } = JSON.parse(schema) as {
    properties?: {
      readonly [name: string]: { readonly type?: string; readonly format?: string; readonly enum?: readonly string[] };
    };
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { type, format, enum: options }]) => [
    `field ${name}`,
    `${options?.join(' or ') ?? format ?? type ?? 'any'}${required.includes(name) ? '' : ', optional'}`,
  ]);
}

/** Proposes to define or revise a type by a declaration in a file. Schemas may stand in it as JSON instead of text. */
export async function declareType(
  session: Session,
  options: SubmitOptions,
  type: 'record-type.define' | 'record-type.revise',
  file: string,
): Promise<Answer> {
  const declaration = readShaped(session.path(file), 1 << 20, (value) =>
    recordTypeShape.fromJson(withSchemaTexts(value)),
  );
  const verdict = checkDeclaration(declaration);
  if (!verdict.ok) throw new AnnalsError(verdict.code, `${file}: ${verdict.message}`);
  const verb = type === 'record-type.define' ? 'define' : 'revise';
  return propose(session, options, { type, declaration }, `${verb} the record type ${declaration.name}`);
}

function withSchemaTexts(value: unknown): unknown {
  const { sections } = value as { readonly sections?: unknown };
  if (!Array.isArray(sections)) return value;
  return {
    ...(value as object),
    sections: sections.map((section: { readonly schema?: JsonValue }) =>
      typeof section?.schema === 'object' && section.schema !== null
        ? { ...section, schema: canonicalJson(section.schema) }
        : section,
    ),
  };
}

function jsonOf(type: RecordType): JsonValue {
  return recordTypeShape.toJson(type);
}
