/** What bounds by address count by: an address, or the network that one client has to itself. */

/** How an IPv4 address is written where IPv6 is spoken; the last two groups also as numbers in hex. */
const MAPPED = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

/** An IPv6 client has a whole /64 to choose its addresses from, so that counts as one. */
export function accountOf(address: string): string {
  if (!address.includes(':')) return address;
  const [mapped, dotted, high, low] = MAPPED.exec(address) ?? [];
  if (mapped) return dotted ?? [high, low].flatMap((group) => bytesOf(group as string)).join('.');
  const [head = '', tail] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}

/** The two bytes of a group. */
function bytesOf(group: string): readonly number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
