/**
 * Record types as the state holds them: the present declaration under `type/<name>`, and each one that has been in
 * force under `type/<name>/<version>`. A revision adds to the sections and states of the one before and takes none
 * away, so the present declaration can judge every record of the type.
 */
export { type RecordType, recordTypeShape } from '../../transaction/index.ts';
