/** Subresource integrity: a page that names the hash of each file that it loads. */
import { createHash } from 'node:crypto';

/** Adds to each script and style sheet of a page the hash of what it must be (Subresource Integrity, W3C). */
export function withIntegrity(page: string, read: (path: string) => Uint8Array): string {
  return page.replace(/(<(?:script|link)\b[^>]*?(?:src|href)="(\/assets\/[^"]+)")/g, (_, tag: string, path: string) => {
    const digest = createHash('sha384').update(read(path)).digest('base64');
    return `${tag} integrity="sha384-${digest}"`;
  });
}
