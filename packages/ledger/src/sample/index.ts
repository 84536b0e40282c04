/** What the sample network declares at its genesis: record types, roles and purposes. */
import type { RecordType } from '../transaction/index.ts';
import { birthCertificate } from './birth-certificate.ts';
import { diploma } from './diploma.ts';
import { medicalRecord } from './medical-record.ts';
import type { SampleAgencies } from './vocabulary.ts';
import { programmeRules, welfareDecision } from './welfare.ts';

export { inEveryOffice, type SampleAgencies, sampleRolesOf, sampleVocabulary } from './vocabulary.ts';

/** The declarations, for `recordTypes` of a genesis document. */
export function sampleRecordTypes(agencies: SampleAgencies): readonly RecordType[] {
  return [
    birthCertificate(agencies),
    diploma(agencies),
    medicalRecord(agencies),
    welfareDecision(agencies),
    programmeRules(agencies),
  ];
}
