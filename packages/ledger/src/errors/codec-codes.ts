/** Why bytes from outside are not read: not canonical, not of the shape, or too long. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const CODEC_CODES = {
  'codec.malformed': {
    http: 400,
    exit: 2,
    title: 'The bytes are not strict dag-cbor.',
    remedy: 'Encode with the canonical encoder and send the bytes unchanged.',
  },
  'codec.too-large': {
    http: 413,
    exit: 2,
    title: 'The input is longer than its bound.',
    remedy: 'Split it or shorten the field that is named.',
  },
  'codec.shape': {
    http: 400,
    exit: 2,
    title: 'A field is missing, unknown, of the wrong type or out of bounds.',
    remedy: 'Correct the field at the path that is named.',
  },
  'codec.identifier': {
    http: 400,
    exit: 2,
    title: 'The identifier is mistyped or of another kind.',
    remedy: 'Copy it again; its first letters say what it identifies.',
  },
} as const satisfies Record<string, CatalogueEntry>;
