/** What the records of the sample citizens say. */
import type { JsonValue } from '@annals/ledger/codec';
import type { SectionContents } from '@annals/ledger/record-types';
import type { Citizen } from './citizens.ts';
import type { SeededRandom } from './random.ts';

export function birthCertificateOf(citizen: Citizen, number: number): SectionContents {
  const { givenNames, familyName, bornOn, placeOfBirth, sex } = citizen;
  return {
    identity: {
      givenNames,
      familyName,
      dateOfBirth: bornOn,
      placeOfBirth,
      sex,
      registrationNumber: `B-${bornOn.slice(0, 4)}-${String(number).padStart(5, '0')}`,
    },
  };
}

const STUDIES = [
  ['University of Tartu', 'Master of Laws', 'Law', 7],
  ['Tallinn University of Technology', 'Bachelor of Science', 'Computer science', 6],
  ['Tartu Health Care College', 'Diploma in nursing', 'Nursing', 6],
  ['Estonian Academy of Music', 'Bachelor of Arts', 'Piano', 6],
  ['University of Hong Kong', 'Bachelor of Social Sciences', 'Sociology', 6],
] as const;

export function diplomaOf(citizen: Citizen, random: SeededRandom): SectionContents {
  const [institution, qualification, field, level] = random.pick(STUDIES);
  const year = Number(citizen.bornOn.slice(0, 4)) + 23 + random.integer(3);
  const award = {
    holder: citizen.name.en ?? citizen.label,
    institution,
    qualification,
    field,
    level,
    awardedOn: `${year}-06-2${random.integer(9)}`,
    ...(random.integer(3) === 0 ? { distinction: 'cum laude' } : {}),
  };
  const courses = ['Introduction', 'Methods', 'Seminar', 'Thesis'].map((name, index) => ({
    name: `${field}: ${name.toLowerCase()}`,
    credits: index === 3 ? 24 : 6,
    grade: random.pick(['A', 'A', 'B', 'B', 'C']),
  }));
  return { award, results: { courses } };
}

/** A concept of SNOMED CT, as FHIR writes it. */
const concept = (code: string, display: string): JsonValue => ({
  coding: [{ system: 'http://snomed.info/sct', code, display }],
  text: display,
});

/** A code with what it means. */
type Coded = readonly [code: string, display: string];

const ALLERGIES: readonly Coded[] = [
  ['91936005', 'Allergy to penicillin'],
  ['91935009', 'Allergy to peanuts'],
  ['294505008', 'Allergy to amoxicillin'],
];
const CONDITIONS: readonly Coded[] = [
  ['38341003', 'Hypertension'],
  ['195967001', 'Asthma'],
  ['44054006', 'Diabetes mellitus type 2'],
  ['73430006', 'Sleep apnoea'],
];
const SENSITIVE: readonly Coded[] = [
  ['35489007', 'Depressive disorder'],
  ['15167005', 'Harmful use of alcohol'],
];

/** A check-up: what is known for an emergency, a finding, and for some what they tell nobody else. */
export function checkUpOf(on: string, random: SeededRandom, withSensitive: boolean): SectionContents {
  const status = { clinicalStatus: { coding: [{ code: 'active' }] } };
  const allergy = {
    resourceType: 'AllergyIntolerance',
    ...status,
    code: concept(...random.pick(ALLERGIES)),
    recordedDate: on,
  };
  const condition = {
    resourceType: 'Condition',
    ...status,
    code: concept(...random.pick(CONDITIONS)),
    recordedDate: on,
  };
  const pressure = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8480-6', display: 'Systolic blood pressure' }] },
    effectiveDateTime: on,
    valueQuantity: { value: 110 + random.integer(45), unit: 'mmHg' },
  };
  const private_ = { resourceType: 'Condition', ...status, code: concept(...random.pick(SENSITIVE)), recordedDate: on };
  return {
    emergency: { resources: [allergy, condition] },
    general: { resources: [pressure] },
    ...(withSensitive ? { sensitive: { resources: [private_] } } : {}),
  };
}

/** A vaccination by a nurse. */
export function vaccinationOf(on: string): SectionContents {
  return {
    emergency: {
      resources: [
        {
          resourceType: 'Immunization',
          status: 'completed',
          vaccineCode: {
            coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '140', display: 'Influenza, seasonal' }],
          },
          occurrenceDateTime: on,
        },
      ],
    },
  };
}

/** A decision of the social insurance board. */
export function decisionOf(
  programme: string,
  amount: number,
  from: string,
  to: string,
  decidedOn: string,
): SectionContents {
  return {
    decision: { programme, outcome: 'granted', amount, currency: 'EUR', from, to, decidedOn },
    grounds: { grounds: 'The conditions of the programme are met.', householdSize: 1 },
  };
}
