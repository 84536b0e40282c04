/**
 * The shape of an AuditEvent as FHIR R4 defines it (https://hl7.org/fhir/R4/auditevent.html): each element with its
 * cardinality and type. What is no element of it, or is missing, is told by its path.
 */

type Elements = { readonly [name: string]: readonly [min: 0 | 1, max: 1 | '*', type: string | Elements] };

const CODING: Elements = {
  system: [0, 1, 'uri'],
  version: [0, 1, 'string'],
  code: [0, 1, 'code'],
  display: [0, 1, 'string'],
  userSelected: [0, 1, 'boolean'],
};
const CODEABLE_CONCEPT: Elements = { coding: [0, '*', CODING], text: [0, 1, 'string'] };
const IDENTIFIER: Elements = {
  use: [0, 1, 'code'],
  type: [0, 1, CODEABLE_CONCEPT],
  system: [0, 1, 'uri'],
  value: [0, 1, 'string'],
};
const REFERENCE: Elements = {
  reference: [0, 1, 'string'],
  type: [0, 1, 'uri'],
  identifier: [0, 1, IDENTIFIER],
  display: [0, 1, 'string'],
};
const AUDIT_EVENT: Elements = {
  resourceType: [1, 1, 'code'],
  id: [0, 1, 'id'],
  meta: [0, 1, { profile: [0, '*', 'uri'] }],
  type: [1, 1, CODING],
  subtype: [0, '*', CODING],
  action: [0, 1, 'action'],
  period: [0, 1, { start: [0, 1, 'instant'], end: [0, 1, 'instant'] }],
  recorded: [1, 1, 'instant'],
  outcome: [0, 1, 'outcome'],
  outcomeDesc: [0, 1, 'string'],
  purposeOfEvent: [0, '*', CODEABLE_CONCEPT],
  agent: [
    1,
    '*',
    {
      type: [0, 1, CODEABLE_CONCEPT],
      role: [0, '*', CODEABLE_CONCEPT],
      who: [0, 1, REFERENCE],
      altId: [0, 1, 'string'],
      name: [0, 1, 'string'],
      requestor: [1, 1, 'boolean'],
      location: [0, 1, REFERENCE],
      policy: [0, '*', 'uri'],
      media: [0, 1, CODING],
      network: [0, 1, { address: [0, 1, 'string'], type: [0, 1, 'code'] }],
      purposeOfUse: [0, '*', CODEABLE_CONCEPT],
    },
  ],
  source: [1, 1, { site: [0, 1, 'string'], observer: [1, 1, REFERENCE], type: [0, '*', CODING] }],
  entity: [
    0,
    '*',
    {
      what: [0, 1, REFERENCE],
      type: [0, 1, CODING],
      role: [0, 1, CODING],
      lifecycle: [0, 1, CODING],
      securityLabel: [0, '*', CODING],
      name: [0, 1, 'string'],
      description: [0, 1, 'string'],
      query: [0, 1, 'base64Binary'],
      detail: [0, '*', { type: [1, 1, 'string'], valueString: [0, 1, 'string'] }],
    },
  ],
};

const PRIMITIVES: { readonly [type: string]: (value: unknown) => boolean } = {
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string' && value !== '',
  uri: (value) => typeof value === 'string' && /^\S+$/.test(value),
  code: (value) => typeof value === 'string' && /^[^\s]+(\s[^\s]+)*$/.test(value),
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(value),
  instant: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value),
  base64Binary: (value) => typeof value === 'string' && /^[A-Za-z0-9+/=]+$/.test(value),
  action: (value) => ['C', 'R', 'U', 'D', 'E'].includes(value as string),
  outcome: (value) => ['0', '4', '8', '12'].includes(value as string),
};

/** Where a value is not what R4 says; empty when it is. */
export function problemsOfAuditEvent(value: unknown): readonly string[] {
  return problems(value, AUDIT_EVENT, 'AuditEvent');
}

function problems(value: unknown, elements: Elements, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${path} is no element`];
  const given = value as { readonly [name: string]: unknown };
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(elements, name));
  return [
    ...unknown.map((name) => `${path}.${name} is unknown`),
    ...Object.entries(elements).flatMap(([name, [min, max, type]]) => {
      const at = `${path}.${name}`;
      const element = given[name];
      if (element === undefined) return min === 1 ? [`${at} is missing`] : [];
      if ((max === '*') !== Array.isArray(element)) return [`${at} is a list where it is none, or the other way round`];
      const all = Array.isArray(element) ? element : [element];
      if (all.length === 0) return [`${at} is empty`];
      return all.flatMap((each) => problemOf(each, type, at));
    }),
  ];
}

function problemOf(value: unknown, type: string | Elements, path: string): readonly string[] {
  if (typeof type !== 'string') return problems(value, type, path);
  return PRIMITIVES[type]?.(value) ? [] : [`${path} is no ${type}`];
}
