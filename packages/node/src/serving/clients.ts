/**
 * Who a client is to a server: an account that bounds are counted by, and whether it is a member of the ledger, for whom
 * a share of everything is kept. A member is known by an address that the operator named, or by the proof of a member's
 * key, which makes its address known for a while.
 */
import { BlockList, isIP, type Socket } from 'node:net';
import { accountOf } from '../address-account.ts';
import type { PlaceHolder } from '../places.ts';
import { SERVING_LIMITS } from './limits.ts';

export interface Client {
  readonly account: string;
  readonly isMember: boolean;
}

export interface ClientOptions {
  /** Addresses or networks (`10.0.0.0/8`) of proxies that say truly whom they ask for. */
  readonly trustedProxies: readonly string[];
  /** Addresses or networks of members' systems. */
  readonly memberAddresses: readonly string[];
}

export class Clients {
  readonly #proxies: BlockList;
  readonly #members: BlockList;
  /** Until when an address counts as a member's, by account, the oldest first. */
  readonly #proven = new Map<string, number>();

  constructor({ trustedProxies, memberAddresses }: ClientOptions) {
    this.#proxies = networksOf(trustedProxies);
    this.#members = networksOf(memberAddresses);
  }

  /** Whether an address is a proxy's whose `X-Forwarded-For` counts. */
  isProxy(address: string): boolean {
    return isIn(this.#proxies, address);
  }

  /** Whose a connection is before anything was asked. What comes through a proxy is nobody's yet. */
  holderOf(address: string): PlaceHolder {
    if (this.isProxy(address)) return { account: null, isMember: false };
    return this.#clientAt(address);
  }

  /** Who asks: behind a trusted proxy, whom it asks for. */
  of({ ip, socket }: { readonly ip: string; readonly socket: Pick<Socket, 'remoteAddress'> }): Client {
    // What a proxy passes on that is no address says nothing.
    return this.#clientAt(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);
  }

  /** A member's key was proven from this account: for a while its address counts as the member's. */
  noteMember(account: string): void {
    this.#proven.delete(account);
    this.#proven.set(account, performance.now() + SERVING_LIMITS.memberKnownMs);
    const [oldest] = this.#proven.keys();
    if (this.#proven.size > SERVING_LIMITS.membersKnown && oldest !== undefined) this.#proven.delete(oldest);
  }

  #clientAt(address: string): Client {
    const account = accountOf(address);
    const untilMs = this.#proven.get(account) ?? 0;
    return { account, isMember: untilMs > performance.now() || isIn(this.#members, address) };
  }
}

/** Checked by the configuration's shape. */
function networksOf(texts: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const text of texts) {
    const [address = '', prefix] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(prefix), family);
  }
  return networks;
}

function isIn(networks: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && networks.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
