/** Defining and revising record types: data that the agencies vote on, so a new kind of record needs no new release. */
import { type RecordType, stateKey } from '../../block/index.ts';
import { checkDeclaration, checkRevision, type DeclarationVerdict } from '../../record-types/index.ts';
import { type OperationContext, refuse } from '../operation.ts';
import { requireKnownWords } from '../roles.ts';
import type { Plan } from './plan.ts';

export const planRecordTypeDefine: Plan<'record-type.define'> = (context, { declaration }) => {
  if (context.state.get(stateKey.type(declaration.name))) {
    refuse('type.exists', `the record type ${declaration.name} is declared`);
  }
  if (declaration.version !== 1) refuse('type.invalid', 'a record type begins with version 1');
  requireConsistent(checkDeclaration(declaration));
  requireKnownWords(context.state, declaration);
  return () => declare(context, declaration);
};

/** The new declaration also judges the records that exist: see `checkRevision` for what it must keep. */
export const planRecordTypeRevise: Plan<'record-type.revise'> = (context, { declaration }) => {
  const present = context.state.get(stateKey.type(declaration.name));
  if (!present) return refuse('type.unknown', `there is no record type ${declaration.name}`);
  if (declaration.version !== present.version + 1) {
    refuse('type.invalid', `the version in force is ${present.version}, so the next is ${present.version + 1}`);
  }
  requireConsistent(checkRevision(present, declaration));
  requireKnownWords(context.state, declaration);
  return () => declare(context, declaration);
};

function requireConsistent(verdict: DeclarationVerdict): void {
  if (!verdict.ok) refuse(verdict.code, verdict.message);
}

function declare({ state }: OperationContext, declaration: RecordType): void {
  state.set(stateKey.type(declaration.name), declaration);
  state.set(stateKey.typeVersion(declaration.name, declaration.version), declaration);
}
