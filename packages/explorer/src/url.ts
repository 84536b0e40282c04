/** Every address of the explorer, in one place: pages link through `pathOf` and are found again by `pageAt`. */
import {
  type AgencyId,
  formatId,
  type OfficerId,
  type ProgrammeId,
  parseAnyId,
  parseId,
  type RecordId,
  type TransactionId,
} from '@annals/ledger/codec';

/** The parts of what is a person's own, the first at `/mine` itself. */
export const MINE_VIEWS = ['access', 'records', 'payments', 'decisions', 'notices'] as const;
export type MineView = (typeof MINE_VIEWS)[number];

export type Page =
  | { readonly name: 'home' }
  | { readonly name: 'search'; readonly text: string }
  | { readonly name: 'block'; readonly height: number }
  | { readonly name: 'transaction'; readonly id: TransactionId }
  | { readonly name: 'record'; readonly id: RecordId }
  | { readonly name: 'agency'; readonly id: AgencyId }
  | { readonly name: 'officer'; readonly id: OfficerId }
  | { readonly name: 'record-types' }
  | { readonly name: 'record-type'; readonly type: string }
  | { readonly name: 'programmes' }
  | { readonly name: 'programme'; readonly id: ProgrammeId }
  | { readonly name: 'validators' }
  | { readonly name: 'check' }
  | { readonly name: 'mine'; readonly view: MineView }
  | { readonly name: 'unknown' };

/** The path, with query, of a page. */
export function pathOf(page: Page): string {
  switch (page.name) {
    case 'home':
      return '/';
    case 'search':
      return `/search?q=${encodeURIComponent(page.text)}`;
    case 'block':
      return `/blocks/${page.height}`;
    case 'transaction':
      return `/transactions/${formatId('transaction', page.id)}`;
    case 'record':
      return `/records/${formatId('record', page.id)}`;
    case 'agency':
      return `/agencies/${formatId('agency', page.id)}`;
    case 'officer':
      return `/officers/${formatId('officer', page.id)}`;
    case 'record-type':
      return `/record-types/${page.type}`;
    case 'programme':
      return `/programmes/${formatId('programme', page.id)}`;
    case 'mine':
      return page.view === 'access' ? '/mine' : `/mine/${page.view}`;
    default:
      return `/${page.name}`;
  }
}

/** The page at an address; `unknown` for one that leads nowhere, such as a mistyped identifier. */
export function pageAt(path: string, query: string): Page {
  const [first = '', second, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { name: 'unknown' };
  try {
    return second === undefined ? plainPage(first, query) : pageOf(first, decodeURIComponent(second));
  } catch {
    return { name: 'unknown' };
  }
}

function plainPage(first: string, query: string): Page {
  if (first === '') return { name: 'home' };
  if (first === 'search') return { name: 'search', text: new URLSearchParams(query).get('q') ?? '' };
  if (first === 'mine') return { name: 'mine', view: 'access' };
  const plain = ['record-types', 'programmes', 'validators', 'check'] as const;
  return { name: plain.find((name) => name === first) ?? 'unknown' };
}

function pageOf(first: string, text: string): Page {
  switch (first) {
    case 'blocks':
      return /^[1-9]\d{0,14}$/.test(text) ? { name: 'block', height: Number(text) } : { name: 'unknown' };
    case 'transactions':
      return { name: 'transaction', id: parseId('transaction', text) };
    case 'records':
      return { name: 'record', id: parseId('record', text) };
    case 'agencies':
      return { name: 'agency', id: parseId('agency', text) };
    case 'officers':
      return { name: 'officer', id: parseId('officer', text) };
    case 'programmes':
      return { name: 'programme', id: parseId('programme', text) };
    case 'mine': {
      const view = MINE_VIEWS.find((each) => each === text && each !== 'access');
      return view ? { name: 'mine', view } : { name: 'unknown' };
    }
    case 'record-types':
      return /^[a-z0-9-]{1,48}$/.test(text) ? { name: 'record-type', type: text } : { name: 'unknown' };
    default:
      return { name: 'unknown' };
  }
}

/** What somebody typed into the search: the page it names, or why there is none. */
export type Found = Page | { readonly name: 'private' } | { readonly name: 'mistyped' };

/** Finds the page of an identifier or block height. `private` is what only the person herself may look up. */
export function findPage(text: string): Found {
  const wanted = text.trim();
  if (/^[1-9]\d{0,14}$/.test(wanted)) return { name: 'block', height: Number(wanted) };
  try {
    const { kind } = parseAnyId(wanted);
    switch (kind) {
      case 'transaction':
      case 'record':
      case 'agency':
      case 'officer':
      case 'programme':
        return { name: kind, id: parseId(kind, wanted) } as Page;
      case 'subject':
      case 'entitlement':
      case 'payment':
        return { name: 'private' };
      default:
        return { name: 'unknown' };
    }
  } catch {
    return { name: 'mistyped' };
  }
}
