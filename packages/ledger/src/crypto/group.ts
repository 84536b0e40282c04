/** Which implementation of the group a process uses: noble, until a server selects libsecp256k1. */
import type { GroupBackend } from './group-backend.ts';
import { nobleGroup } from './noble-group.ts';

let selected: GroupBackend = nobleGroup;

/** Makes the threshold scheme of this process use a backend. A server calls it once, at start. */
export function selectGroupBackend(backend: GroupBackend): void {
  selected = backend;
}

/** The backend in use; noble until another is selected. */
export function groupBackend(): GroupBackend {
  return selected;
}
