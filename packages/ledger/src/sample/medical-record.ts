/**
 * Sample record type: medical record, in three sections by how closely it touches a person. The content of a section
 * is a list of HL7 FHIR R4 resources; what a resource itself must hold is left to FHIR's own profiles.
 */
import type { JsonValue } from '../codec/index.ts';
import { canonicalJson } from '../record-types/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { inThree, readers, usualErasure, usualLifecycle, usualNotices } from './building.ts';
import { named, type SampleAgencies } from './vocabulary.ts';

const DAY_MS = 86_400_000;

/** What somebody who finds a person unconscious needs to know. */
const EMERGENCY_RESOURCES = [
  'AllergyIntolerance',
  'Condition',
  'Device',
  'Immunization',
  'MedicationRequest',
  'Observation',
];

const CLINICAL_RESOURCES = [
  ...EMERGENCY_RESOURCES,
  'CarePlan',
  'CareTeam',
  'ClinicalImpression',
  'Communication',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'FamilyMemberHistory',
  'Goal',
  'ImagingStudy',
  'MedicationAdministration',
  'MedicationStatement',
  'Procedure',
  'ServiceRequest',
];

function resourceList(types: readonly string[]): string {
  const resource: JsonValue = {
    type: 'object',
    properties: {
      resourceType: { enum: [...types].sort() },
      id: { type: 'string', pattern: '^[A-Za-z0-9.-]{1,64}$' },
    },
    required: ['resourceType'],
  };
  return canonicalJson({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      resources: {
        'x-titles': inThree('FHIR resources', 'FHIR 資源', 'FHIR-i ressursid'),
        type: 'array',
        minItems: 1,
        maxItems: 64,
        items: resource,
      },
    },
    required: ['resources'],
    additionalProperties: false,
  });
}

/** Doctors and nurses of the health agency write it, and nobody but that agency reads it, except to audit. */
export function medicalRecord({ health, inspectorate }: SampleAgencies): RecordType {
  return {
    name: 'medical-record',
    version: 1,
    title: inThree('Medical record', '醫療紀錄', 'Terviseloo kanne'),
    sector: 'health',
    visibility: 'sealed',
    sections: [
      {
        name: 'emergency',
        title: inThree('Emergency information', '緊急醫療資料', 'Vältimatu abi andmed'),
        optional: true,
        schema: resourceList(EMERGENCY_RESOURCES),
        readers: readers({
          doctor: ['treatment', 'emergency-care'],
          nurse: ['treatment', 'emergency-care'],
          paramedic: ['emergency-care'],
          auditor: ['audit'],
        }),
      },
      {
        name: 'general',
        title: inThree('General health data', '一般健康資料', 'Üldised terviseandmed'),
        optional: true,
        schema: resourceList(CLINICAL_RESOURCES),
        readers: readers({
          doctor: ['treatment', 'emergency-care', 'research'],
          nurse: ['treatment', 'emergency-care'],
          'records-officer': ['administration'],
          researcher: ['research'],
          auditor: ['audit'],
        }),
      },
      {
        name: 'sensitive',
        title: inThree('Sensitive health data', '敏感健康資料', 'Tundlikud terviseandmed'),
        optional: true,
        schema: resourceList(CLINICAL_RESOURCES),
        readers: readers({ doctor: ['treatment'], auditor: ['audit'] }),
      },
    ],
    issuers: [{ agency: health, roles: ['doctor', 'nurse'] }],
    readAgencies: named(health, inspectorate),
    emergency: { roles: ['doctor', 'nurse', 'paramedic'], reviewRoles: ['reviewer'], reviewMs: 3 * DAY_MS },
    hidden: null,
    ...usualErasure,
    lifecycle: usualLifecycle(['doctor']),
    transferable: false,
    unique: false,
    retentionYears: 30,
    // Whoever looks at a medical record is told of at once; everywhere else it can wait for the daily letter.
    notices: usualNotices.map((notice) => (notice.on === 'read' ? { ...notice, when: 'at-once' } : notice)),
  };
}
