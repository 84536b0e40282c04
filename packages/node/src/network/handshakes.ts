/**
 * Inbound handshakes at the peer port: how many are under way, and how many are begun in a time, are bounded by address
 * and in all, with a part that only addresses of members get. Otherwise strangers from a few addresses, each shaking
 * hands slowly, would keep members from coming back (ATTACK slow-handshakes), and from many addresses take the thread
 * that votes (ATTACK many-handshakes).
 */
import type { MultiaddrConnection } from '@libp2p/interface';
import { accountOf } from '../address-account.ts';
import { Allowances } from '../allowances.ts';
import { BoundedSet } from '../bounded-set.ts';
import { Places } from '../places.ts';
import type { NetworkLimits } from './limits.ts';

/** Addresses from which members came that are remembered; a member has one or two. */
const ADDRESSES_KNOWN = 1_000;

export class Handshakes {
  readonly #places: Places<MultiaddrConnection>;
  readonly #known = new BoundedSet<string>(ADDRESSES_KNOWN);

  readonly #strangers: Allowances;
  readonly #byAddress: { readonly stranger: Allowances; readonly member: Allowances };

  constructor({ pendingConnections, pendingOfOneAddress, handshakes }: NetworkLimits) {
    this.#strangers = new Allowances({ ...handshakes.ofStrangers, names: 1 });
    this.#byAddress = {
      stranger: new Allowances({ ...handshakes.ofOneStranger, names: ADDRESSES_KNOWN }),
      member: new Allowances({ ...handshakes.ofOneMember, names: ADDRESSES_KNOWN }),
    };
    this.#places = new Places({
      all: pendingConnections,
      ofOneAddress: pendingOfOneAddress,
      keptForMembers: Math.floor(pendingConnections / 2),
    });
  }

  /** An address that stands on the ledger or in the configuration is a member's, where it is no name. */
  expect(multiaddr: string): void {
    const [, protocol, address] = multiaddr.split('/');
    if (address !== undefined && (protocol === 'ip4' || protocol === 'ip6')) this.#known.add(accountOf(address));
  }

  /** A connection begins to shake hands. @returns false when there is no place or no time for it. */
  begin(connection: MultiaddrConnection, nowMs = performance.now()): boolean {
    const account = accountOfConnection(connection);
    const isMember = this.#known.has(account);
    if (!this.#byAddress[isMember ? 'member' : 'stranger'].take(account, 1, nowMs)) return false;
    if (!isMember && !this.#strangers.take('all', 1, nowMs)) return false;
    // Members share a host in small networks, and come all at once after a power failure.
    const leaving = this.#places.take(connection, { account: isMember ? null : account, isMember });
    if (leaving === undefined) return false;
    leaving?.abort(new Error('Another connection needs the place.'));
    connection.addEventListener('close', () => this.#places.leave(connection), { once: true });
    return true;
  }

  /** It has proven whose it is. Where a member came from, it comes from again. */
  end(connection: MultiaddrConnection, isMember: boolean): void {
    this.#places.leave(connection);
    if (isMember) this.#known.add(accountOfConnection(connection));
  }
}

function accountOfConnection({ remoteAddr }: MultiaddrConnection): string {
  return accountOf(remoteAddr.toString().split('/')[2] ?? '');
}
