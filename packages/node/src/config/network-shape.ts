/** Addresses and networks in the configuration: `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`. */
import { isIP } from 'node:net';
import { shape } from '@annals/ledger/codec';

export const networkShape = shape.text(50, { pattern: /^[0-9A-Fa-f.:]+(\/\d{1,3})?$/ });

/** What is wrong with a setting that lists networks, if something is. */
export function networkProblem(networks: readonly string[], setting: string): string | undefined {
  const wrong = networks.find((network) => !isNetwork(network));
  return wrong && `${setting}: ${wrong} is neither an address nor a network such as 10.0.0.0/8`;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix] = text.split('/');
  const family = isIP(address);
  return family !== 0 && (prefix === undefined || Number(prefix) <= (family === 4 ? 32 : 128));
}
