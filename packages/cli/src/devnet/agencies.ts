/**
 * The agencies of the local network: four that issue the sample record types, six more for larger networks, and one that
 * watches over them and validates nothing.
 */
import type { LocalizedText } from '@annals/ledger/transaction';

export interface DevnetAgency {
  /** The label of its key. */
  readonly label: string;
  readonly name: LocalizedText;
  /** Whether it may enrol persons. */
  readonly issuesIdentities: boolean;
  /** The officers it has from the start: the label of the key, and the roles. */
  readonly officers: readonly (readonly [label: string, ...roles: string[]])[];
}

function agency(
  label: string,
  [en, chinese, et]: readonly [string, string, string],
  officers: DevnetAgency['officers'] = [],
  issuesIdentities = false,
): DevnetAgency {
  return { label, name: { en, 'zh-Hant': chinese, et }, issuesIdentities, officers };
}

/** The first four, in this order, issue the sample record types. */
export const DEVNET_AGENCIES: readonly DevnetAgency[] = [
  agency('civil-registry', ['Civil Registry', '民政登記處', 'Perekonnaseisuamet'], [['registrar', 'registrar']], true),
  agency('education-board', ['Education Board', '教育局', 'Haridusamet'], [['dean', 'registrar']]),
  agency(
    'health-service',
    ['Health Service', '衛生署', 'Terviseamet'],
    [
      ['doctor', 'doctor'],
      ['nurse', 'nurse'],
      ['paramedic', 'paramedic'],
    ],
  ),
  agency(
    'social-insurance',
    ['Social Insurance Board', '社會保險局', 'Sotsiaalkindlustusamet'],
    [
      ['case-worker', 'case-worker'],
      ['treasurer', 'treasurer'],
    ],
  ),
  agency('land-board', ['Land Board', '地政局', 'Maa-amet']),
  agency('transport-authority', ['Transport Authority', '運輸署', 'Transpordiamet']),
  agency('tax-board', ['Tax and Customs Board', '稅務及海關署', 'Maksu- ja Tolliamet']),
  agency('company-register', ['Company Register', '公司註冊處', 'Äriregister']),
  agency('statistics-office', ['Statistics Office', '統計處', 'Statistikaamet']),
  agency('audit-office', ['National Audit Office', '審計署', 'Riigikontroll']),
];

/** Reviews what others read in emergencies, and audits. It has no seat. */
export const INSPECTORATE: DevnetAgency = agency(
  'data-protection',
  ['Data Protection Inspectorate', '個人資料保護專員公署', 'Andmekaitse Inspektsioon'],
  [
    ['reviewer', 'reviewer'],
    ['auditor', 'auditor'],
  ],
);
