/** Sample record types of welfare: the decision about a person, sealed, and the rules of a programme, public. */
import type { RecordType } from '../transaction/index.ts';
import {
  day,
  field,
  inThree,
  month,
  noExceptions,
  objectSchema,
  readers,
  text,
  usualErasure,
  usualLifecycle,
  usualNotices,
} from './building.ts';
import { named, type SampleAgencies } from './vocabulary.ts';

const amount = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const currency = field(inThree('Currency', '貨幣', 'Valuuta'), { type: 'string', pattern: '^[A-Z]{3}$' });

/** In the sample network the registry stands in for the court that allows hidden reads. */
export function welfareDecision({ welfare, registry, inspectorate }: SampleAgencies): RecordType {
  return {
    name: 'welfare-decision',
    version: 1,
    title: inThree('Welfare decision', '社會福利決定書', 'Toetuse määramise otsus'),
    sector: 'welfare',
    visibility: 'sealed',
    sections: [
      {
        name: 'decision',
        title: inThree('Decision', '決定內容', 'Otsus'),
        optional: false,
        schema: objectSchema(
          {
            programme: field(inThree('Programme', '福利計畫', 'Toetusprogramm'), text(200)),
            outcome: field(inThree('Outcome', '結果', 'Tulemus'), { enum: ['granted', 'refused', 'changed', 'ended'] }),
            amount: field(
              inThree('Amount per month, minor units', '每月金額（最小貨幣單位）', 'Summa kuus, sentides'),
              amount,
            ),
            currency,
            from: field(inThree('From', '起始月份', 'Alates'), month),
            to: field(inThree('To', '截止月份', 'Kuni'), month),
            decidedOn: field(inThree('Decided on', '決定日期', 'Otsuse kuupäev'), day),
          },
          ['amount', 'currency', 'from', 'to'],
        ),
        readers: readers({
          'case-worker': ['benefit-assessment', 'administration'],
          treasurer: ['payment'],
          auditor: ['audit'],
        }),
      },
      {
        name: 'grounds',
        title: inThree('Grounds', '決定理由', 'Põhjendused'),
        optional: true,
        schema: objectSchema(
          {
            grounds: field(inThree('Grounds', '理由', 'Põhjendus'), text(4_000)),
            householdSize: field(inThree('Persons in the household', '家庭人數', 'Leibkonna suurus'), {
              type: 'integer',
              minimum: 1,
              maximum: 50,
            }),
            appealBy: field(inThree('Appeal by', '上訴期限', 'Vaidlustamise tähtpäev'), day),
          },
          ['householdSize', 'appealBy'],
        ),
        readers: readers({ 'case-worker': ['benefit-assessment'], auditor: ['audit'] }),
      },
    ],
    issuers: [{ agency: welfare, roles: ['case-worker'] }],
    readAgencies: named(welfare, inspectorate),
    emergency: null,
    hidden: { courts: [registry], roles: ['case-worker'], maxMs: 180 * 86_400_000 },
    ...usualErasure,
    lifecycle: usualLifecycle(['case-worker']),
    transferable: false,
    unique: false,
    retentionYears: 10,
    notices: usualNotices,
  };
}

/** The subject of such a record is the pseudonym of a public body, not of a person. */
export function programmeRules({ welfare }: SampleAgencies): RecordType {
  const inLanguages = (name: ReturnType<typeof inThree>, maxLength: number) =>
    field(name, {
      type: 'object',
      minProperties: 1,
      maxProperties: 24,
      propertyNames: { pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$' },
      additionalProperties: text(maxLength),
    });
  return {
    name: 'programme-rules',
    version: 1,
    title: inThree('Rules of a welfare programme', '福利計畫規則', 'Toetusprogrammi tingimused'),
    sector: 'public-body',
    visibility: 'public',
    sections: [
      {
        name: 'rules',
        title: inThree('Rules', '規則', 'Tingimused'),
        optional: false,
        schema: objectSchema(
          {
            name: inLanguages(inThree('Name', '名稱', 'Nimetus'), 200),
            legalBasis: field(inThree('Legal basis', '法律依據', 'Õiguslik alus'), text(200)),
            eligibility: inLanguages(inThree('Who is entitled', '申領資格', 'Õigus toetusele'), 2_000),
            amount: field(
              inThree('Amount per month, minor units', '每月金額（最小貨幣單位）', 'Summa kuus, sentides'),
              amount,
            ),
            currency,
            inForceFrom: field(inThree('In force from', '生效日期', 'Jõustumise kuupäev'), day),
            inForceTo: field(inThree('In force until', '失效日期', 'Kehtivuse lõpp'), day),
          },
          ['inForceTo'],
        ),
        readers: [],
      },
    ],
    issuers: [{ agency: welfare, roles: ['case-worker', 'treasurer'] }],
    readAgencies: null,
    ...noExceptions,
    ...usualErasure,
    lifecycle: usualLifecycle(['case-worker', 'treasurer']),
    transferable: false,
    unique: false,
    retentionYears: 100,
    notices: [],
  };
}
