/** The roles and purposes of the sample network, and which of its agencies have been given which role. */
import type { AgencyId } from '../codec/index.ts';
import type { LocalizedText } from '../transaction/index.ts';
import { inThree } from './building.ts';

function word(name: string, english: string, chinese: string, estonian: string) {
  return { name, title: inThree(english, chinese, estonian) };
}

interface Word {
  readonly name: string;
  readonly title: LocalizedText;
}

/** For `vocabulary` of a genesis document. */
export const sampleVocabulary: { readonly roles: readonly Word[]; readonly purposes: readonly Word[] } = {
  roles: [
    word('admissions-officer', 'Admissions officer', '招生人員', 'Vastuvõtuametnik'),
    word('auditor', 'Auditor', '稽核員', 'Audiitor'),
    word('case-worker', 'Case worker', '社工人員', 'Juhtumikorraldaja'),
    word('doctor', 'Doctor', '醫師', 'Arst'),
    word('nurse', 'Nurse', '護理師', 'Õde'),
    word('paramedic', 'Paramedic', '救護員', 'Parameedik'),
    word('records-officer', 'Records officer', '檔案人員', 'Arhivaar'),
    word('registrar', 'Registrar', '登記人員', 'Registripidaja'),
    word('researcher', 'Researcher', '研究人員', 'Teadlane'),
    word('reviewer', 'Reviewer', '審查人員', 'Ülevaataja'),
    word('treasurer', 'Treasurer', '出納', 'Laekur'),
  ],
  purposes: [
    word('administration', 'Administration', '行政', 'Haldus'),
    word('admission', 'Admission', '入學', 'Vastuvõtt'),
    word('audit', 'Audit', '稽核', 'Audit'),
    word('benefit-assessment', 'Assessing a benefit', '福利評估', 'Toetuse hindamine'),
    word('emergency-care', 'Emergency care', '急救', 'Erakorraline abi'),
    word('identity-check', 'Checking identity', '核對身分', 'Isikusamasuse kontroll'),
    word('payment', 'Payment', '付款', 'Makse'),
    word('research', 'Research', '研究', 'Teadustöö'),
    word('treatment', 'Treatment', '治療', 'Ravi'),
  ],
};

/** Who does what in the sample network; an agency's id follows from its key. */
export interface SampleAgencies {
  readonly registry: AgencyId;
  readonly education: AgencyId;
  readonly health: AgencyId;
  readonly welfare: AgencyId;
  /** The data protection inspectorate, which reviews emergencies and audits. It issues nothing and needs no seat. */
  readonly inspectorate: AgencyId;
}

/** One agency that does everything. */
export function inEveryOffice(agency: AgencyId): SampleAgencies {
  return { registry: agency, education: agency, health: agency, welfare: agency, inspectorate: agency };
}

/** As what the officers of each can act. */
const ROLES_OF: { readonly [office in keyof SampleAgencies]: readonly string[] } = {
  registry: ['registrar'],
  education: ['admissions-officer', 'registrar'],
  health: ['doctor', 'nurse', 'paramedic', 'records-officer', 'researcher'],
  welfare: ['case-worker', 'records-officer', 'treasurer'],
  inspectorate: ['auditor', 'reviewer'],
};

/** The roles of an agency, for `roles` of a genesis document: those of every office that it holds. */
export function sampleRolesOf(agencies: SampleAgencies, id: AgencyId): readonly string[] {
  const offices = (Object.keys(ROLES_OF) as (keyof SampleAgencies)[]).filter((office) => agencies[office] === id);
  return [...new Set(offices.flatMap((office) => ROLES_OF[office]))].sort();
}

/** Agencies that may read, each named once though it may hold several offices. */
export function named(...agencies: readonly AgencyId[]): readonly AgencyId[] {
  return [...new Set(agencies)];
}
