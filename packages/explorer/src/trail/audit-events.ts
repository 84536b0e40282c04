/**
 * Entries of access logs as a FHIR R4 Bundle of AuditEvent, after the pattern "Patient Read" of the IHE profile Basic
 * Audit Log Patterns (BALP 1.1), so that systems of hospitals can take them in. https://hl7.org/fhir/R4/auditevent.html
 */
import { formatId } from '@annals/ledger/codec';
import { explainPurpose } from '../explain.ts';
import { isoTime } from '../format/format.ts';
import { agencyName, sectionTitle, typeTitle } from '../parts/names.ts';
import { describeEntry, type Naming } from './entry-words.ts';
import type { LoggedEntry } from './trail-window.ts';

const PROFILE = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead';
const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const BALP_ENTITY = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType';

/** Purposes that HL7 has a code for (v3 ActReason, PurposeOfUse). */
const HL7_PURPOSES: { readonly [purpose: string]: string } = {
  treatment: 'TREAT',
  'emergency-care': 'ETREAT',
  administration: 'HOPERAT',
  research: 'HRESCH',
  payment: 'HPAYMT',
  'benefit-assessment': 'ELIGDTRM',
};

/** The JSON text of the bundle. `chain` is the hexadecimal id of the chain, by which its identifiers are named. */
export function entriesAsAuditEvents(naming: Naming, chain: string, entries: readonly LoggedEntry[]): string {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: entries.map((logged) => ({
      fullUrl: `urn:annals:${chain}:${formatId('transaction', logged.entry.transaction)}:${formatId('record', logged.entry.record)}`,
      resource: auditEvent(naming, chain, logged),
    })),
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

function auditEvent(naming: Naming, chain: string, logged: LoggedEntry) {
  const { words, connection, types } = naming;
  const { entry, subject } = logged;
  const system = (kind: string) => `urn:annals:${chain}:${kind}`;
  const agency = entry.agency && {
    identifier: { system: system('agency'), value: formatId('agency', entry.agency) },
    display: agencyName(connection, words.language, entry.agency),
  };
  const officer = entry.officer && { system: system('officer'), value: formatId('officer', entry.officer) };
  const person = { system: system('subject'), value: formatId('subject', entry.representative ?? subject) };
  const purpose = {
    ...(HL7_PURPOSES[entry.purpose] && {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
          code: HL7_PURPOSES[entry.purpose],
        },
      ],
    }),
    text: explainPurpose(words, entry.purpose),
  };
  return {
    resourceType: 'AuditEvent',
    meta: { profile: [PROFILE] },
    type: {
      system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
      code: 'rest',
      display: 'Restful Operation',
    },
    subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code: 'read', display: 'read' }],
    action: 'R',
    recorded: isoTime(entry.timeMs),
    // 0: success; 4: minor failure, the way of FHIR to say that it was refused.
    outcome: entry.outcome === 'granted' ? '0' : '4',
    outcomeDesc: describeEntry(naming, logged),
    purposeOfEvent: [purpose],
    agent: [
      {
        type: coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP', 'information recipient'),
        who: { identifier: officer ?? (entry.agency ? agency?.identifier : person) },
        requestor: true,
        policy: [entry.basis],
        purposeOfUse: [purpose],
      },
      ...(agency ? [{ type: coding(DICOM, '110152', 'Destination Role ID'), who: agency, requestor: false }] : []),
      {
        type: coding(DICOM, '110153', 'Source Role ID'),
        who: { identifier: { system: system('chain'), value: chain }, display: connection.genesis.name },
        requestor: false,
      },
    ],
    source: {
      observer: { identifier: { system: system('chain'), value: chain }, display: connection.genesis.name },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: [
      {
        what: { identifier: { system: system('subject'), value: formatId('subject', subject) } },
        type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
        role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
      },
      {
        what: { identifier: { system: system('record'), value: formatId('record', entry.record) } },
        type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
        role: { system: OBJECT_ROLE, code: '4', display: 'Domain Resource' },
        name: typeTitle(types, words.language, entry.type),
        description: entry.sections.map((each) => sectionTitle(types, words.language, entry.type, each)).join(', '),
      },
      {
        what: { identifier: { system: system('transaction'), value: formatId('transaction', entry.transaction) } },
        type: { system: BALP_ENTITY, code: 'XrequestId' },
        detail: [
          { type: 'block', valueString: String(entry.height) },
          { type: 'mode', valueString: entry.mode },
        ],
      },
    ],
  };
}

function coding(system: string, code: string, display: string) {
  return { coding: [{ system, code, display }] };
}
