/** The section `notices` of the configuration: how this node sends mails, and where they lead to. */
import { type Infer, shape } from '@annals/ledger/codec';
import { emailShape } from '@annals/ledger/rest';

/** Nothing that could end the angle brackets of a header or a line. */
const urlShape = shape.text(200, { pattern: /^https?:\/\/[!-;=?-~]+$/ });
const pathShape = shape.nullable(shape.text(1_000, { pattern: /^\// }));

export const noticesShape = shape.struct({
  smtp: shape.struct({
    host: shape.text(253, { pattern: /^[A-Za-z0-9.:-]+$/ }),
    port: shape.integer(1, 65_535),
    /** `tls`: from the first byte (465). `starttls`: before anything is said (587). `none`: over loopback only. */
    security: shape.oneOf('tls', 'starttls', 'none'),
    user: shape.nullable(shape.text(200)),
    /** Files by their absolute paths: the user's password, and the server's authority where it is a private one. */
    passwordFile: pathShape,
    caFile: pathShape,
  }),
  /** The address that mails come from. */
  from: emailShape,
  /** Where a person finds the explorer. */
  explorerUrl: shape.nullable(urlShape),
  /** Where the API of this node is reached from outside: mails then carry a link that ends the subscription. */
  publicUrl: shape.nullable(urlShape),
  /** The hour of the day, in UTC, at which daily letters go. */
  dailyHour: shape.integer(0, 23),
  /** Subscriptions kept at most: two kilobytes of memory each. */
  maxSubscriptions: shape.integer(1, 1_000_000),
});

export type NoticesConfig = Infer<typeof noticesShape>;

const DEFAULTS = { explorerUrl: null, publicUrl: null, dailyHour: 6, maxSubscriptions: 100_000 } as const;
const SMTP_DEFAULTS = { user: null, passwordFile: null, caFile: null } as const;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The section of a configuration with what is left out in it. */
export function noticesWithDefaults(config: object): object {
  const { notices } = config as { readonly notices?: unknown };
  if (!isObject(notices)) return {};
  const { smtp } = notices as { readonly smtp?: unknown };
  return { notices: { ...DEFAULTS, ...notices, ...(isObject(smtp) ? { smtp: { ...SMTP_DEFAULTS, ...smtp } } : {}) } };
}

/** Why a section is not safe to use, if it is not. */
export function noticesProblem({ smtp: { host, security, user, passwordFile } }: NoticesConfig): string | undefined {
  if (security === 'none' && !isLoopback(host))
    return `notices.smtp.security: none is for a server on this machine, and ${host} is not; use starttls or tls`;
  if ((user === null) !== (passwordFile === null))
    return 'notices.smtp: a user needs a passwordFile, and the other way round';
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
