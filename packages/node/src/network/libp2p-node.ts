/**
 * The libp2p node under the network: TCP, noise and yamux, nothing that discovers, announces or relays, and every
 * bound set by us.
 */
import { noise } from '@chainsafe/libp2p-noise';
import type { ConnectionGater, MessageStream, MultiaddrConnection, PrivateKey } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { createLibp2p, type Libp2p } from 'libp2p';
import type { Handshakes } from './handshakes.ts';
import type { NetworkLimits } from './limits.ts';
import { guardedYamux } from './muxer-guard.ts';
import type { PeerName } from './network.ts';
import { silentLogger } from './silent-logger.ts';

export interface Libp2pNodeOptions {
  readonly privateKey: PrivateKey;
  readonly listen: readonly string[];
  readonly limits: NetworkLimits;
  readonly handshakes: Handshakes;
  /** Asked before dialling, and after the handshake has proven who a peer is, before any protocol runs. */
  admits(peer: PeerName): boolean;
  /** Charges a peer for what its streams and frames take; false when it owes more time than any correct peer does. */
  spend(peer: PeerName, spentMs: number): boolean;
}

/** A node that is not started. */
export function createNode({
  privateKey,
  listen,
  limits,
  handshakes,
  admits,
  spend,
}: Libp2pNodeOptions): Promise<Libp2p> {
  const denies = (peer: { toString(): string }): boolean => !admits(peer.toString());
  const proven = (peer: { toString(): string }, connection: MultiaddrConnection): boolean => {
    const isDenied = denies(peer);
    handshakes.end(connection, !isDenied);
    return isDenied;
  };
  const connectionGater: ConnectionGater = {
    denyDialPeer: denies,
    denyInboundConnection: (connection) => !handshakes.begin(connection),
    denyInboundEncryptedConnection: proven,
    denyOutboundEncryptedConnection: proven,
  };
  const peers = new WeakMap<MessageStream, PeerName>();
  const spendOf = (connection: MessageStream, spentMs: number): boolean => {
    const peer = peers.get(connection);
    return peer === undefined || spend(peer, spentMs);
  };
  return createLibp2p({
    start: false,
    privateKey,
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [noiseThatNotes(peers)],
    streamMuxers: [guardedYamux(limits, spendOf)],
    connectionGater,
    logger: silentLogger,
    // The pulse does this, for lanes that matter and on streams that are open.
    connectionMonitor: { enabled: false },
    connectionManager: {
      maxConnections: limits.connections,
      // Whose turn it is among these, the gater decides.
      maxIncomingPendingConnections: 2 * limits.pendingConnections,
      inboundConnectionThreshold: limits.connectionsPerSecond,
      inboundUpgradeTimeout: limits.handshakeMs,
      inboundStreamProtocolNegotiationTimeout: limits.handshakeMs,
      outboundStreamProtocolNegotiationTimeout: limits.handshakeMs,
      dialTimeout: limits.dialMs,
      addressDialTimeout: limits.dialMs,
    },
  });
}

/** Noise, which also notes whose each connection is that it has secured: the multiplexer is not told. */
function noiseThatNotes(peers: WeakMap<MessageStream, PeerName>): ReturnType<typeof noise> {
  const create = noise();
  return (components) => {
    const encrypter = create(components);
    const { secureInbound, secureOutbound } = encrypter;
    const noted =
      (secure: typeof secureInbound): typeof secureInbound =>
      async (...given) => {
        const secured = await secure.apply(encrypter, given);
        if (secured.remotePeer) peers.set(secured.connection, secured.remotePeer.toString());
        return secured;
      };
    encrypter.secureInbound = noted(secureInbound);
    encrypter.secureOutbound = noted(secureOutbound) as typeof secureOutbound;
    return encrypter;
  };
}
