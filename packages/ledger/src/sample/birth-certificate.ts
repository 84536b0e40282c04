/** Sample record type: birth certificate. One for each person, issued by the civil registry. */
import type { RecordType } from '../transaction/index.ts';
import {
  day,
  field,
  inThree,
  noExceptions,
  objectSchema,
  readers,
  text,
  usualErasure,
  usualLifecycle,
  usualNotices,
} from './building.ts';
import { named, type SampleAgencies } from './vocabulary.ts';

const givenNames = field(inThree('Given names', '名字', 'Eesnimed'), text(120));
const familyName = field(inThree('Family name', '姓氏', 'Perekonnanimi'), text(120));

export function birthCertificate({ registry, welfare, inspectorate }: SampleAgencies): RecordType {
  return {
    name: 'birth-certificate',
    version: 1,
    title: inThree('Birth certificate', '出生證明書', 'Sünnitunnistus'),
    sector: 'civil',
    visibility: 'sealed',
    sections: [
      {
        name: 'identity',
        title: inThree('Identity', '身分資料', 'Isikuandmed'),
        optional: false,
        schema: objectSchema({
          givenNames,
          familyName,
          dateOfBirth: field(inThree('Date of birth', '出生日期', 'Sünniaeg'), day),
          placeOfBirth: field(inThree('Place of birth', '出生地點', 'Sünnikoht'), text(120)),
          sex: field(inThree('Sex', '性別', 'Sugu'), { enum: ['female', 'male', 'other', 'unknown'] }),
          registrationNumber: field(inThree('Registration number', '登記編號', 'Kande number'), text(40)),
        }),
        readers: readers({
          registrar: ['administration', 'identity-check'],
          'case-worker': ['benefit-assessment', 'identity-check'],
          auditor: ['audit'],
        }),
      },
      {
        name: 'parents',
        title: inThree('Parents', '父母資料', 'Vanemad'),
        optional: true,
        schema: objectSchema({
          parents: field(inThree('Parents', '父母', 'Vanemad'), {
            type: 'array',
            minItems: 1,
            maxItems: 4,
            items: {
              type: 'object',
              properties: { givenNames, familyName },
              required: ['givenNames', 'familyName'],
              additionalProperties: false,
            },
          }),
        }),
        readers: readers({
          registrar: ['administration'],
          'case-worker': ['benefit-assessment'],
          auditor: ['audit'],
        }),
      },
    ],
    issuers: [{ agency: registry, roles: ['registrar'] }],
    readAgencies: named(registry, welfare, inspectorate),
    ...noExceptions,
    ...usualErasure,
    lifecycle: usualLifecycle(['registrar']),
    transferable: false,
    unique: true,
    retentionYears: 110,
    notices: usualNotices,
  };
}
