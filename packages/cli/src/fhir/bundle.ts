/** Reads an HL7 FHIR R4 bundle: untrusted JSON, of which only what the import needs is looked at. */
import type { JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { isJsonMap } from '@annals/ledger/record-types';

/** A FHIR resource as it stands in the bundle. */
export type Resource = { readonly resourceType: string } & { readonly [name: string]: JsonValue };

export interface Bundle {
  readonly patient: Resource;
  /** All resources but the patient, in the order of the bundle. */
  readonly resources: readonly Resource[];
  /** The resource that a reference names: by the `fullUrl` of its entry, or as `Type/id`. */
  readonly resolve: (reference: string) => Resource | undefined;
}

/** More than the life of a person in records; a larger file is something else. */
const MAX_ENTRIES = 20_000;

/** @throws AnnalsError `fhir.bundle`. */
export function readBundle(value: unknown): Bundle {
  const bundle = value as JsonValue;
  if (!isJsonMap(bundle) || bundle.resourceType !== 'Bundle' || !Array.isArray(bundle.entry)) {
    throw new AnnalsError('fhir.bundle', 'there is no resourceType Bundle with a list of entries');
  }
  const entries = bundle.entry as readonly JsonValue[];
  if (entries.length > MAX_ENTRIES) throw new AnnalsError('fhir.bundle', `it has ${entries.length} entries`);
  const places = new Map<string, Resource>();
  const resources: Resource[] = [];
  for (const [index, entry] of entries.entries()) {
    const resource = isJsonMap(entry) ? entry.resource : undefined;
    if (!isResource(resource)) throw new AnnalsError('fhir.bundle', `entry ${index} holds no resource`);
    resources.push(resource);
    const fullUrl = textAt(entry, 'fullUrl');
    const id = textAt(resource, 'id');
    if (fullUrl !== undefined) places.set(fullUrl, resource);
    if (id !== undefined) places.set(`${resource.resourceType}/${id}`, resource);
  }
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (!patient || patients.length !== 1) {
    throw new AnnalsError('fhir.bundle', `it holds ${patients.length} patients, where one is imported at a time`);
  }
  return {
    patient,
    resources: resources.filter((resource) => resource !== patient),
    resolve: (reference) => places.get(reference),
  };
}

function isResource(value: JsonValue | undefined): value is Resource {
  return isJsonMap(value) && typeof value.resourceType === 'string';
}

/** The value at a path of names and list places; undefined when there is none. */
export function valueAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined {
  let at = value;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isJsonMap(at) && typeof step === 'string' && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}

/** The text at a path. */
export function textAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The list at a path; empty when there is none. */
export function listAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): readonly JsonValue[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The official name of a patient or practitioner, given names first. */
export function humanName(resource: Resource): string | undefined {
  const names = listAt(resource, 'name');
  const name = names.find((each) => textAt(each, 'use') === 'official') ?? names[0];
  const given = listAt(name, 'given').filter((each) => typeof each === 'string');
  const full = [...given, textAt(name, 'family') ?? ''].join(' ').trim();
  return full || textAt(name, 'text');
}
