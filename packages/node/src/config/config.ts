/** The configuration of a node: a JSON file, read and checked as a whole before anything starts. */
import { MAX_BLOCK_TRANSACTIONS } from '@annals/ledger/block';
import { type Infer, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { MEMPOOL_LIMITS } from '../mempool/index.ts';
import { networkProblem, networkShape } from './network-shape.ts';
import { noticesProblem, noticesShape, noticesWithDefaults } from './notices-config.ts';

const DEFAULTS = {
  observers: [],
  addresses: {},
  trustedProxies: [],
  memberAddresses: [],
  heartbeatMs: 30_000,
  baseTimeoutMs: 1_000,
  maxTransactionsPerBlock: 1_000,
  maxSidecarBytes: 64 * 1024 * 1024 * 1024,
  maxMempoolBytes: MEMPOOL_LIMITS.maxBytes,
  verification: 'inline',
  notices: null,
  logLevel: 'info',
} as const;

const MULTIADDR = shape.text(200, { pattern: /^\/[ -~]+$/ });

export const configShape = shape.struct({
  /** `validator` takes part if its key holds a seat; `observer` follows and never votes. */
  role: shape.oneOf('validator', 'observer'),
  /** Where the libp2p node listens, as multiaddrs. */
  listen: shape.list(MULTIADDR, 8),
  api: shape.struct({ host: shape.text(100), port: shape.integer(0, 65_535) }),
  /** Peer ids that may follow by sync though they hold no seat. */
  observers: shape.list(shape.text(80), 100),
  /** Addresses of peers that differ from those on the ledger, by peer id. */
  addresses: shape.dictionary(shape.text(80), MULTIADDR, 200),
  /** Proxies before the API that say in `X-Forwarded-For` whom they ask for; nobody else is believed that. */
  trustedProxies: shape.list(networkShape, 50),
  /** Where systems of members are, for whom the API keeps a share of everything. */
  memberAddresses: shape.list(networkShape, 200),
  /** An idle chain makes a block after this time. */
  heartbeatMs: shape.integer(100, 3_600_000),
  /** How long a primary is waited for before the first view change. */
  baseTimeoutMs: shape.integer(50, 60_000),
  maxTransactionsPerBlock: shape.integer(1, MAX_BLOCK_TRANSACTIONS),
  /** Sealed content that this node holds at most. */
  maxSidecarBytes: shape.integer(1_048_576, Number.MAX_SAFE_INTEGER),
  /** Transactions with their sealed content that wait for a block, at most; beyond it clients are told to come again. */
  maxMempoolBytes: shape.integer(4_194_304, 4 * 1024 * 1024 * 1024),
  /** Where transaction signatures are verified: on the main thread, or in a worker. */
  verification: shape.oneOf('inline', 'worker'),
  /** Notices by e-mail; null: this node sends none. */
  notices: shape.nullable(noticesShape),
  logLevel: shape.oneOf('debug', 'info', 'warn', 'error', 'silent'),
});

export type NodeConfig = Infer<typeof configShape>;

/** A configuration from JSON; what is left out takes its default. @throws AnnalsError `config.invalid`, naming the setting. */
export function parseConfig(text: string): NodeConfig {
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error('expected an object');
    const config = configShape.fromJson({ ...DEFAULTS, ...given, ...noticesWithDefaults(given) });
    const problem =
      networkProblem(config.trustedProxies, 'trustedProxies') ??
      networkProblem(config.memberAddresses, 'memberAddresses') ??
      (config.notices && noticesProblem(config.notices));
    if (problem) throw new Error(problem);
    return config;
  } catch (cause) {
    throw new AnnalsError('config.invalid', `the configuration: ${(cause as Error).message}`, { cause });
  }
}

/** The JSON text of a configuration, with every setting in sight. */
export function formatConfig(config: NodeConfig): string {
  return `${JSON.stringify(configShape.toJson(config), null, 2)}\n`;
}

/** A configuration with defaults for all that is not given. */
export function configOf(given: Pick<NodeConfig, 'role' | 'listen' | 'api'> & Partial<NodeConfig>): NodeConfig {
  return { ...DEFAULTS, ...given };
}
