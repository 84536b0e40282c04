/**
 * Carries out `person.rotate-key`. The subject's id stays, so her records and her access log stay hers. A recovery that
 * is open ends: the key was not lost. So does a report of her death.
 */
import { stateKey } from '../../block/index.ts';
import { equalBytes } from '../../codec/index.ts';
import { verifySignature } from '../../crypto/index.ts';
import { rotationDigest } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { endByObjection } from '../recovery-rules.ts';

export const personRotateKey = operation('person.rotate-key', ['subject'], (context, body, actor) => {
  const { subject, subjectId } = actor;
  const { key, proof } = body;
  if (subject.status !== 'active') refuse('subject.closed', 'the subject is closed');
  if (equalBytes(key, subject.key)) refuse('person.exists', 'this is the present key');
  if (!verifySignature(rotationDigest(context.chain, subjectId, subject.key), proof, key)) {
    refuse('person.bad-proof', 'the proof is not signed with the new key over this subject and its present key');
  }
  context.state.set(stateKey.subject(subjectId), { ...subject, key, reported: null });
  endByObjection(context.state, subjectId, context.timeMs);
});
