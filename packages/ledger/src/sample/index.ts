/** The record types that the sample network declares at its genesis. */
import type { AgencyId } from '../codec/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { birthCertificate } from './birth-certificate.ts';
import { diploma } from './diploma.ts';
import { medicalRecord } from './medical-record.ts';
import { programmeRules, welfareDecision } from './welfare.ts';

/** Who issues what in the sample network; an agency's id follows from its key. */
export interface SampleAgencies {
  readonly registry: AgencyId;
  readonly education: AgencyId;
  readonly health: AgencyId;
  readonly welfare: AgencyId;
}

/** The declarations, for `recordTypes` of a genesis document. */
export function sampleRecordTypes({ registry, education, health, welfare }: SampleAgencies): readonly RecordType[] {
  return [
    birthCertificate(registry),
    diploma(education),
    medicalRecord(health),
    welfareDecision(welfare, registry),
    programmeRules(welfare),
  ];
}
