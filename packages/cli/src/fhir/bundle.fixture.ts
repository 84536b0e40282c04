/** A small FHIR bundle: one patient, two practitioners, three visits, and what a mapping must take care of. */

const reference = (id: string) => ({ reference: `urn:uuid:${id}` });
const concept = (text: string) => ({ coding: [{ system: 'http://snomed.info/sct', code: '1', display: text }], text });
const encounter = (id: string, start: string, practitioner: string, code = 'AMB') => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code },
  period: { start },
  participant: [{ individual: reference(practitioner) }],
  subject: reference('patient'),
});
const of = (visit: string) => ({ encounter: reference(visit), subject: reference('patient') });

/** Not in the order of time, as bundles are not. */
const RESOURCES = [
  { resourceType: 'Organization', id: 'hospital', name: 'A hospital' },
  { resourceType: 'Practitioner', id: 'ferry', name: [{ family: 'Ferry', given: ['Cordell'], prefix: ['Dr.'] }] },
  { resourceType: 'Practitioner', id: 'glover', name: [{ family: 'Glover', given: ['Mar', 'Vin'] }] },
  encounter('second', '2015-05-01T10:00:00Z', 'glover', 'EMER'),
  encounter('first', '2012-01-01T10:00:00Z', 'ferry'),
  encounter('third', '2020-09-09T10:00:00Z', 'ferry'),
  {
    resourceType: 'Immunization',
    id: 'jab',
    status: 'completed',
    vaccineCode: concept('Influenza'),
    patient: reference('patient'),
    encounter: reference('first'),
    occurrenceDateTime: '2012-01-01T10:05:00Z',
  },
  {
    resourceType: 'Condition',
    id: 'asthma',
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: concept('Asthma'),
    onsetDateTime: '2015-05-01T10:10:00Z',
    asserter: reference('ferry'),
    ...of('second'),
  },
  {
    resourceType: 'Condition',
    id: 'cough',
    clinicalStatus: { coding: [{ code: 'resolved' }] },
    code: concept('Cough'),
    onsetDateTime: '2015-05-01T10:05:00Z',
    ...of('second'),
  },
  {
    resourceType: 'Condition',
    id: 'low',
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: concept('Major depressive disorder'),
    ...of('third'),
  },
  {
    resourceType: 'Observation',
    id: 'smoking',
    status: 'final',
    category: [{ coding: [{ code: 'social-history' }] }],
    code: concept('Tobacco'),
    ...of('third'),
  },
  {
    resourceType: 'MedicationRequest',
    id: 'inhaler',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: concept('Inhaler'),
    authoredOn: '2016-01-01',
  },
  {
    resourceType: 'Procedure',
    id: 'secret',
    status: 'completed',
    meta: { security: [{ code: 'R' }] },
    code: concept('Procedure'),
    ...of('third'),
  },
  { resourceType: 'Claim', id: 'bill', status: 'active' },
  {
    resourceType: 'Patient',
    id: 'patient',
    name: [
      { use: 'nickname', given: ['Bi'] },
      { use: 'official', given: ['Bibi', 'Ann'], family: 'Schowalter' },
    ],
  },
];

export const BUNDLE = {
  resourceType: 'Bundle',
  type: 'batch',
  entry: RESOURCES.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
};
