/** A patient's visits in the order of time: who saw her, why, and what came of it. */
import type { Bundle, Resource } from './bundle.ts';
import { textAt } from './bundle.ts';
import { type MedicalSection, practitionerOf, sectionOf, timeOf } from './clinical-record.ts';

export interface ClinicalRecord {
  readonly resource: Resource;
  readonly section: MedicalSection;
  /** The reference to whoever made it. */
  readonly practitioner: string;
}

export interface Visit {
  readonly timeMs: number;
  /** The reference to the practitioner who saw the patient, and so reads before and writes after. */
  readonly practitioner: string;
  readonly purpose: 'treatment' | 'emergency-care';
  readonly records: readonly ClinicalRecord[];
}

export interface History {
  readonly visits: readonly Visit[];
  /** References of all practitioners that occur. */
  readonly practitioners: readonly string[];
  /** Types of resource that no section takes, such as bills, with how many there are. */
  readonly leftOut: ReadonlyMap<string, number>;
}

interface OpenVisit {
  readonly timeMs: number;
  readonly practitioner: string;
  readonly purpose: Visit['purpose'];
  readonly resources: Resource[];
}

/** @param accepts whether a section of the record type takes such a resource. */
export function historyOf(
  bundle: Bundle,
  accepts: (section: MedicalSection, resourceType: string) => boolean,
): History {
  const encounters = bundle.resources.filter(({ resourceType }) => resourceType === 'Encounter');
  const fallback = encounters.map(practitionerOf).find((each) => each !== undefined) ?? 'unnamed';
  const visits = new Map<Resource, OpenVisit>();
  for (const encounter of encounters) visits.set(encounter, openVisit(encounter, fallback));
  const inOrder = [...visits.values()].sort((a, b) => a.timeMs - b.timeMs);
  const leftOut = new Map<string, number>();
  for (const resource of bundle.resources) {
    if (!accepts(sectionOf(resource), resource.resourceType)) {
      if (resource.resourceType !== 'Practitioner') {
        leftOut.set(resource.resourceType, (leftOut.get(resource.resourceType) ?? 0) + 1);
      }
      continue;
    }
    const encounter = resource.resourceType === 'Encounter' ? resource : encounterOf(bundle, resource);
    const visit = (encounter && visits.get(encounter)) ?? lastBefore(inOrder, timeOf(resource));
    if (visit) visit.resources.push(resource);
    else
      inOrder.push({
        timeMs: timeOf(resource) ?? 0,
        practitioner: practitionerOf(resource) ?? fallback,
        purpose: 'treatment',
        resources: [resource],
      });
  }
  const closed = inOrder
    .filter(({ resources }) => resources.length > 0)
    .sort((a, b) => a.timeMs - b.timeMs)
    .map(closeVisit);
  const practitioners = new Set(
    closed.flatMap(({ practitioner, records }) => [practitioner, ...records.map((each) => each.practitioner)]),
  );
  return { visits: closed, practitioners: [...practitioners], leftOut };
}

function openVisit(encounter: Resource, fallback: string): OpenVisit {
  const isEmergency = textAt(encounter, 'class', 'code') === 'EMER';
  return {
    timeMs: timeOf(encounter) ?? 0,
    practitioner: practitionerOf(encounter) ?? fallback,
    purpose: isEmergency ? 'emergency-care' : 'treatment',
    resources: [],
  };
}

function closeVisit({ timeMs, practitioner, purpose, resources }: OpenVisit): Visit {
  const records = resources
    .map((resource) => ({
      resource,
      section: sectionOf(resource),
      practitioner: practitionerOf(resource) ?? practitioner,
    }))
    .sort((a, b) => (timeOf(a.resource) ?? timeMs) - (timeOf(b.resource) ?? timeMs));
  return { timeMs, practitioner, purpose, records };
}

function encounterOf(bundle: Bundle, resource: Resource): Resource | undefined {
  const reference = textAt(resource, 'encounter', 'reference') ?? textAt(resource, 'context', 'reference');
  return reference === undefined ? undefined : bundle.resolve(reference);
}

/** The visit that what names none most likely came of: the last that had begun. */
function lastBefore(visits: readonly OpenVisit[], timeMs: number | null): OpenVisit | undefined {
  return timeMs === null ? visits.at(-1) : (visits.findLast((visit) => visit.timeMs <= timeMs) ?? visits[0]);
}
