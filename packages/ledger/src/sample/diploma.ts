/** Sample record type: diploma, issued by an education agency. */
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

export function diploma({ education, welfare, inspectorate }: SampleAgencies): RecordType {
  return {
    name: 'diploma',
    version: 1,
    title: inThree('Diploma', '文憑', 'Diplom'),
    sector: 'education',
    visibility: 'sealed',
    sections: [
      {
        name: 'award',
        title: inThree('Qualification', '學歷資格', 'Kvalifikatsioon'),
        optional: false,
        schema: objectSchema(
          {
            holder: field(inThree('Holder', '持有人', 'Omanik'), text(160)),
            institution: field(inThree('Institution', '頒授機構', 'Õppeasutus'), text(200)),
            qualification: field(inThree('Qualification', '資格名稱', 'Kvalifikatsiooni nimetus'), text(200)),
            field: field(inThree('Field of study', '主修學科', 'Eriala'), text(200)),
            level: field(inThree('Level (EQF)', '資格級別（EQF）', 'Tase (EQF)'), {
              type: 'integer',
              minimum: 1,
              maximum: 8,
            }),
            awardedOn: field(inThree('Awarded on', '頒授日期', 'Väljaandmise kuupäev'), day),
            distinction: field(inThree('Distinction', '榮譽', 'Tunnustus'), text(100)),
          },
          ['distinction'],
        ),
        readers: readers({
          registrar: ['administration'],
          'admissions-officer': ['admission'],
          'case-worker': ['benefit-assessment'],
          auditor: ['audit'],
        }),
      },
      {
        name: 'results',
        title: inThree('Results', '學業成績', 'Õpitulemused'),
        optional: true,
        schema: objectSchema({
          courses: field(inThree('Courses', '科目', 'Õppeained'), {
            type: 'array',
            minItems: 1,
            maxItems: 120,
            items: {
              type: 'object',
              properties: {
                name: field(inThree('Course', '科目名稱', 'Õppeaine'), text(160)),
                credits: field(inThree('Credits', '學分', 'Ainepunktid'), { type: 'number', minimum: 0, maximum: 240 }),
                grade: field(inThree('Grade', '成績', 'Hinne'), text(20)),
              },
              required: ['name', 'grade'],
              additionalProperties: false,
            },
          }),
        }),
        readers: readers({ registrar: ['administration'], 'admissions-officer': ['admission'], auditor: ['audit'] }),
      },
    ],
    issuers: [{ agency: education, roles: ['registrar'] }],
    readAgencies: named(education, welfare, inspectorate),
    ...noExceptions,
    ...usualErasure,
    lifecycle: usualLifecycle(['registrar']),
    transferable: false,
    unique: false,
    retentionYears: 75,
    notices: usualNotices,
  };
}
