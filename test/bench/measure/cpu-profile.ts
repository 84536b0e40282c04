/**
 * Says on what the main thread of a validator spent its time, from a V8 CPU profile: each sample goes to the part of
 * the nearest frame, from the innermost outwards, that belongs to one. Native code counts for the function that called
 * it. Samples are taken by the wall clock, also while the thread waits for a core, so only the shares count: they are
 * to be applied to the CPU that the system says the thread has used. Other threads (LevelDB, file syncs, a verification
 * worker) are not sampled.
 */
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The parts, each by the files (and functions) of its innermost frames; the first that matches is taken. */
const PARTS: readonly (readonly [part: string, url: RegExp, functionName?: RegExp])[] = [
  ['profiler', /node:inspector/],
  ['sign', /native-signature|crypto\/signature|consensus\/host\/signer/, /sign/i],
  ['verify', /native-signature|crypto\/signature|node\/src\/verify/],
  ['hash', /ledger\/src\/crypto|merkle\/digest/],
  ['decode', /codec\/decoder|transaction\/envelope/],
  ['encode', /codec\/encoder/],
  ['decode', /codec\/|ledger\/src\/transaction/, /fromCbor|decode|fromJson|read/i],
  ['encode', /codec\/|ledger\/src\/transaction|block\/values/, /toCbor|encode|toJson/i],
  ['state tree', /ledger\/src\/merkle/],
  ['execute', /ledger\/src\/(state|block|record-types|transaction|codec)/],
  ['sidecars', /ledger\/src\/sidecar|store\/(segment-sidecar|sidecar)/],
  ['disk', /node\/src\/store|classic-level|abstract-level|level\//],
  ['network', /node\/src\/network|libp2p|noise|yamux|multiformats|it-|uint8array/],
  [
    'http',
    /node\/src\/api|fastify|node:_http|node:internal\/http|find-my-way|light-my-request|node\/src\/metrics|prom-client/,
  ],
  ['consensus', /node\/src\/consensus/],
  ['mempool', /node\/src\/mempool/],
  ['chain', /node\/src\/(chain|node|participation)/],
  ['network', /node:net|node:internal\/stream/],
];

const SPECIAL: { readonly [name: string]: string } = {
  '(idle)': 'idle',
  '(garbage collector)': 'garbage collection',
  '(program)': 'outside JavaScript',
};

/** Parts that are not the node's own work: waiting, and the profiler itself. */
const NOT_WORK = new Set(['idle', 'profiler']);

function partOf(node: ProfileNode, parents: ReadonlyMap<number, ProfileNode>): string {
  const special = SPECIAL[node.callFrame.functionName];
  if (special !== undefined && node.callFrame.url === '') return special;
  for (let at: ProfileNode | undefined = node; at; at = parents.get(at.id)) {
    const { url, functionName } = at.callFrame;
    for (const [part, urls, names] of PARTS) if (urls.test(url) && (names?.test(functionName) ?? true)) return part;
  }
  return 'other';
}

/** The share of each part in what the main thread did, the greatest first. Adds up to one. */
export function sharesByPart(profile: CpuProfile): readonly (readonly [part: string, share: number])[] {
  const parents = new Map<number, ProfileNode>();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node);
  const parts = new Map(profile.nodes.map((node) => [node.id, partOf(node, parents)]));
  const spent = new Map<string, number>();
  profile.samples.forEach((id, i) => {
    const part = parts.get(id) ?? 'other';
    if (!NOT_WORK.has(part)) spent.set(part, (spent.get(part) ?? 0) + (profile.timeDeltas[i] ?? 0));
  });
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0);
  return [...spent].map(([part, time]) => [part, time / all] as const).sort(([, a], [, b]) => b - a);
}
