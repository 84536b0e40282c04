/** The path in a request line, whatever somebody wrote there: what cannot be read is no path, and throws nothing. */

/** As a server is asked directly: a path from the root. A second `/` belongs to the path and names no host. */
const ORIGIN_FORM = /^\/[^?#]*/;

/**
 * The path without its query; undefined for a target that is none, such as `*` (ATTACK request-line).
 * @param target the second word of the request line.
 */
export function pathOf(target: string): string | undefined {
  const [path] = ORIGIN_FORM.exec(target) ?? [];
  // As a proxy is asked, which servers have to understand too (RFC 9112, 3.2.2).
  return path ?? (/^https?:/i.test(target) ? URL.parse(target)?.pathname : undefined);
}
