/**
 * Import rules: which way the arrows of DESIGN point, and where each vendor library may be imported. Every rule is
 * proven by the file of its name under test/house/fixtures/import-rules, which breaks it and nothing else.
 *
 * Sources are parsed with swc (TypeScript 7 has no parser API). It sees static, type-only and dynamic imports and
 * re-exports, but not every inline `import('...')` type; those are forbidden by test/house/tidy.test.ts.
 */

/** Unit tests beside their file, and what they share. Held to the rules for packages, not to those of rooms and vendors. */
const TEST = '\\.(test|fixture)\\.tsx?$|/testing/';

const LEDGER = '^packages/ledger/src/';
const NODE = '^packages/node/src/';

/** The rooms of the ledger in order: each may import those before it. */
const LEDGER_ROOMS = [
  'errors',
  'codec',
  'crypto',
  'threshold',
  'merkle',
  'transaction',
  'hidden',
  'block',
  'record-types',
  'state',
];

const ledgerRooms = LEDGER_ROOMS.map((room, index) => ({
  name: `ledger-${room}`,
  comment: `In the ledger, ${room} imports only ${LEDGER_ROOMS.slice(0, index).join(', ') || 'itself'}.`,
  from: { path: `${LEDGER}${room}/`, pathNot: TEST },
  to: { path: LEDGER, pathNot: `${LEDGER}(${LEDGER_ROOMS.slice(0, index + 1).join('|')})/` },
}));

/** Rooms of the ledger around those: they may import them and each other, without cycles, but never the state machine. */
const LEDGER_OUTER_ROOMS = [
  'light',
  'presentation',
  'rest',
  'sidecar',
  'wrong',
  'reading',
  'validity',
  'keystore',
  'wallet',
  'sample',
];

const ledgerOuterRooms = LEDGER_OUTER_ROOMS.map((room) => ({
  name: `ledger-${room}-never-state`,
  comment: 'It runs where there is no state machine: in a browser, or offline.',
  from: { path: `${LEDGER}${room}/`, pathNot: TEST },
  to: { path: `${LEDGER}state/` },
}));

/** Each vendor library, and the one place that imports it. */
const VENDORS = {
  'scure-base': { packages: '@scure/base', folder: '^packages/ledger/src/codec/' },
  'scure-bip39': { packages: '@scure/bip39', folder: '^packages/ledger/src/wallet/' },
  'noble-secp256k1': { packages: '@noble/secp256k1', folder: '^packages/ledger/src/crypto/' },
  'noble-primitives': {
    packages: '@noble/(hashes|ciphers)',
    folder: '^packages/ledger/src/(codec|crypto|wallet)/',
  },
  'json-schema': { packages: '@cfworker/json-schema', folder: '^packages/ledger/src/record-types/' },
  level: { packages: 'level', folder: '^packages/node/src/store/' },
  libp2p: {
    packages: '(libp2p|@libp2p/[^/]+|@chainsafe/libp2p-[^/]+|@multiformats/[^/]+)',
    folder: '^packages/node/src/network/',
  },
  fastify: { packages: '(fastify|@fastify/[^/]+)', folder: '^packages/node/src/api/' },
  secp256k1: { packages: 'secp256k1', folder: '^packages/node/src/native-signature/' },
  pino: { packages: 'pino', folder: '^packages/node/src/log(/|\\.ts$)' },
  'prom-client': { packages: 'prom-client', folder: '^packages/node/src/metrics(/|\\.ts$)' },
  nodemailer: { packages: 'nodemailer', folder: '^packages/node/src/mail/' },
  'smtp-server': { packages: 'smtp-server', folder: '^packages/cli/src/devnet/' },
  commander: { packages: 'commander', folder: '^packages/cli/' },
  qr: { packages: 'qr', folder: '^packages/explorer/src/check/' },
  react: { packages: '(react|react-dom|govuk-frontend)', folder: '^packages/explorer/src/' },
  vite: { packages: '(vite|@vitejs/[^/]+|sass)', folder: '^packages/explorer/build/' },
};

/** Matches an import of the packages, resolved or not. */
function imported(packages) {
  return `(^|/node_modules/)${packages}(/|$)`;
}

const vendors = Object.entries(VENDORS).map(([name, { packages, folder }]) => ({
  name: `vendor-${name}`,
  comment: `This library is imported in one place only: ${folder}.`,
  from: { path: '^packages/', pathNot: `${TEST}|${folder}` },
  to: { path: imported(packages) },
}));

/** An adapter of the node: others see its interface file; only node.ts picks it. */
function behindInterface(name, folder, interfaceFile) {
  return {
    name,
    comment: `Only node.ts picks the concrete ${folder}; other rooms know ${interfaceFile ?? 'nothing of it'}.`,
    from: { path: NODE, pathNot: `${TEST}|${NODE}(${folder}/|node\\.ts$)` },
    to: { path: `${NODE}${folder}/`, ...(interfaceFile && { pathNot: `${NODE}${interfaceFile}$` }) },
  };
}

const rules = [
  // Packages.
  {
    name: 'ledger-imports-no-package',
    comment: 'The ledger stands on nothing of ours.',
    from: { path: '^packages/ledger/' },
    to: { path: '^packages/(?!ledger/)' },
  },
  {
    name: 'node-imports-ledger-only',
    comment: 'cli -> node -> ledger.',
    from: { path: '^packages/node/' },
    to: { path: '^packages/(?!node/|ledger/)' },
  },
  {
    name: 'explorer-imports-ledger-only',
    comment: 'explorer -> ledger: it reads through the REST client and verifies in the browser (LAW 8).',
    from: { path: '^packages/explorer/' },
    to: { path: '^packages/(?!explorer/|ledger/)' },
  },
  {
    name: 'cli-imports-node-and-ledger-only',
    comment: 'cli -> node -> ledger; and it serves the explorer, of which it knows the static server only.',
    from: { path: '^packages/cli/' },
    to: { path: '^packages/(?!cli/|node/|ledger/|explorer/serve/)' },
  },
  {
    name: 'packages-meet-through-exports',
    comment: 'Another package is imported by its name, through its exports, never by a path into it.',
    from: { path: '^(packages/[^/]+|test)/' },
    to: { path: '^packages/', pathNot: '^$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
  },
  {
    name: 'production-imports-no-test',
    comment: 'Tests import the code, never the other way round.',
    from: { path: '^packages/', pathNot: TEST },
    to: { path: `${TEST}|^test/` },
  },

  // Rooms of the ledger.
  ...ledgerRooms,
  ...ledgerOuterRooms,
  {
    name: 'ledger-rooms-are-known',
    comment: 'A new room of the ledger gets its place in the order above.',
    from: { path: `${LEDGER}[^/]+/`, pathNot: `${LEDGER}(${[...LEDGER_ROOMS, ...LEDGER_OUTER_ROOMS].join('|')})/` },
    to: {},
  },
  {
    name: 'ledger-rooms-meet-through-index',
    comment: 'A room is imported through its index.ts, its public face.',
    from: { path: `${LEDGER}([^/]+)/`, pathNot: TEST },
    to: { path: `${LEDGER}[^/]+/`, pathNot: [`${LEDGER}$1/`, '/index\\.ts$'] },
  },
  {
    name: 'ledger-without-platform',
    comment: 'The ledger runs in browsers and does no I/O; the platform is met only behind #platform-….',
    from: { path: LEDGER, pathNot: `${TEST}|${LEDGER}crypto/(hash|scrypt)/platform-node\\.ts$` },
    to: { dependencyTypes: ['core'] },
  },

  // Rooms of the node.
  {
    name: 'core-imports-ledger-and-itself',
    comment: 'The consensus core is pure: it knows the ledger and itself (LAW 7).',
    from: { path: `${NODE}consensus/core/`, pathNot: TEST },
    to: { pathNot: [`${NODE}consensus/core/`, LEDGER] },
  },
  behindInterface('store-behind-its-interface', 'store', 'store/(store|durable-file)\\.ts'),
  behindInterface('network-behind-its-interface', 'network', 'network/(network|limits|peer-account)\\.ts'),
  behindInterface('api-behind-node', 'api'),
  {
    name: 'store-imports-itself',
    comment:
      'The store is an adapter: it knows the ledger, its own interface, what it reports to, and bounded sets and caches.',
    from: { path: `${NODE}store/`, pathNot: TEST },
    to: { path: NODE, pathNot: `${NODE}(store/|metrics|log|bounded-(set|cache)\\.ts$)` },
  },
  {
    name: 'network-imports-itself',
    comment:
      'The network is an adapter: it knows the ledger, its own interface, what it reports to, and what counts addresses and time.',
    from: { path: `${NODE}network/`, pathNot: TEST },
    to: {
      path: NODE,
      pathNot: `${NODE}(network/|metrics|log|(thread-time|bounded-set|places|address-account|allowances)\\.ts$)`,
    },
  },
  {
    name: 'native-signature-imports-itself',
    comment: 'The native signature backend knows the ledger only.',
    from: { path: `${NODE}native-signature/`, pathNot: TEST },
    to: { path: NODE, pathNot: `${NODE}native-signature/` },
  },
  {
    name: 'node-assembly-on-top',
    comment: 'node.ts puts the rooms together; no room knows it.',
    from: { path: `${NODE}[^/]+/`, pathNot: TEST },
    to: { path: `${NODE}(node|index)\\.ts$` },
  },

  // Vendor libraries.
  ...vendors,
  {
    name: 'vendor-has-its-place',
    comment: 'A new library gets a line in VENDORS: what it is imported in.',
    from: { path: '^packages/', pathNot: TEST },
    to: { path: '(^|/)node_modules/', pathNot: Object.values(VENDORS).map(({ packages }) => imported(packages)) },
  },

  // Anywhere.
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one concept, or hide a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'imports-resolve',
    comment: 'What is imported exists.',
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/house/fixtures/|^packages/[^/]+/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
