import path from 'node:path';
import { z } from 'zod';
import { onThisMachine } from './config/on-this-machine.ts';
import { readBreachedPasswords, readLiveLookup } from './config/services.ts';
import { readTrustProxy } from './config/trust-proxy.ts';
import { readDkimKey } from './mail/dkim-key.ts';
import { LONGEST_BOUNCE_LOCAL_PART } from './mail/verp.ts';

const DEVELOPMENT_SECRET = 'a secret for development alone, never for supporters';

const flag = z.enum(['true', 'false']).transform(value => value === 'true');
const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be a web address such as https://letters.example',
});

/** Links in mails begin at the root of their site: whatever stands behind it would be lost from them. */
function isWholeSite(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { origin, href } = new URL(address);
  return href === `${origin}/`;
}

const pace = z.coerce
  .number({ error: 'must be a number of letters, 1 or more' })
  .int('must be a whole number of letters')
  .min(1, 'must be a number of letters, 1 or more');

const ANCESTOR_SYNTAX =
  'must be web origins with blanks between them, such as "https://charity.example https://www.charity.example"';

/** An address at which what is typed would cross the network unencrypted. */
const isOpenWay = (address = '') =>
  /^http:/i.test(address) && URL.canParse(address) && !onThisMachine(new URL(address));

/** Letters leave this machine encrypted or not at all, unless the address itself says otherwise. */
function encrypted(mailServer: string): string {
  const url = new URL(mailServer);
  const said = url.searchParams.has('requireTLS') || url.searchParams.has('ignoreTLS');
  if (url.protocol === 'smtp:' && !onThisMachine(url) && !said) url.searchParams.set('requireTLS', 'true');
  return url.href;
}

/**
 * A file, a server on this machine, or one whose address says whether the way to it is encrypted. Encrypted to a
 * certificate that nobody checks, as by those two, it could be anybody's.
 */
function saysHowEncrypted(database: string): boolean {
  if (!URL.canParse(database)) return true;
  const { protocol, hostname: named, searchParams } = new URL(database);
  // The driver goes where `host` says, whatever stands before the path.
  const hostname = searchParams.get('host') ?? named;
  const here = hostname === '' || hostname.startsWith('/') || onThisMachine({ hostname });
  const mode = searchParams.get('sslmode') ?? '';
  const unchecked = mode === 'no-verify' || searchParams.has('uselibpqcompat');
  return protocol === 'file:' || here || (mode !== '' && !unchecked);
}

/** Whether a site may be named that puts the start form in a frame: by https, and as its bare origin. */
function isAncestor(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && onThisMachine(url));
  return safe && url?.origin === text && /^[a-z\d.-]+$|^\[::1\]$/.test(url.hostname);
}

const TOO_LONG = `must have at most ${LONGEST_BOUNCE_LOCAL_PART} characters before the @, or bounces find no way back`;
const leavesRoom = (address: string) => address.lastIndexOf('@') <= LONGEST_BOUNCE_LOCAL_PART;

/** Each setting as it is read; src/config/settings.ts has its words for operators. */
export const environment = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { error: 'must be development, test or production' })
    .default('development'),
  HOST: z.string().min(1).optional(),
  PORT: z.coerce
    .number({ error: 'must be a port number, 0 to 65535' })
    .int('must be a whole number')
    .min(0, 'must be a port number, 0 to 65535')
    .max(65535, 'must be a port number, 0 to 65535')
    .default(3000),
  BASE_URL: httpUrl
    .refine(
      isWholeSite,
      'must be the address of a whole site such as https://letters.example, with nothing behind the host: no path, no query, no #',
    )
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^(file:.|postgres(ql)?:\/\/.)/,
      'must be file: and a path, such as file:./data/dear-mp.db, or postgresql://user:password@host/database',
    )
    .refine(
      saysHowEncrypted,
      'must say whether the way to its server is encrypted: put ?sslmode=verify-full behind it, or ?sslmode=disable where nobody else is on that way',
    )
    .default('file:./data/dear-mp.db'),
  DATA_DIR: z.string().min(1).optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be a mail server such as smtps://user:password@mail.example' })
    .transform(encrypted)
    .optional(),
  MAIL_FROM: z.email('must be an email address such as letters@campaign.example').optional(),
  APP_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  APP_SECRET_PREVIOUS: z.string().min(32, 'must have at least 32 characters').optional(),
  POSTCODES_FILE: z.string().min(1).optional(),
  LIVE_LOOKUP: z
    .string()
    .default('off')
    .transform((value, context) => {
      const { services, problem } = readLiveLookup(value);
      if (problem) context.addIssue({ code: 'custom', message: problem });
      return services;
    }),
  EMBED_ANCESTORS: z
    .string()
    .default('')
    .transform((value, context) => {
      const origins = value.split(/\s+/).filter(Boolean);
      const wrong = origins.find(origin => !isAncestor(origin));
      if (wrong) context.addIssue({ code: 'custom', message: `${ANCESTOR_SYNTAX}: ${wrong} is none` });
      return origins;
    }),
  TRUST_PROXY: z
    .string()
    .transform((value, context) => {
      const { trusted, problem } = readTrustProxy(value);
      if (problem) context.addIssue({ code: 'custom', message: problem });
      return trusted;
    })
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  SECOND_FACTOR: z.enum(['admins', 'everyone'], { error: 'must be admins or everyone' }).default('admins'),
  BREACHED_PASSWORDS: z
    .string()
    .default('off')
    .transform((value, context) => {
      const { service, problem } = readBreachedPasswords(value);
      if (problem) context.addIssue({ code: 'custom', message: problem });
      return service;
    }),
  PROOF_OF_WORK: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('off')
    .transform(value => value === 'on'),
  BACKUP_DIR: z.string().min(1).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[!-~]{24,}$/, 'must have at least 24 characters, without blanks')
    .optional(),
  DISK_FREE_MB: z.coerce
    .number({ error: 'must be a number of megabytes, 0 or more' })
    .min(0, 'must be a number of megabytes, 0 or more')
    .default(200),
  RUN_WORKER: flag.default(true),
  PACE_PER_MP_PER_HOUR: pace.default(20),
  PACE_PER_MINUTE: pace.default(300),
  BOUNCE_ADDRESS: z
    .email('must be an email address such as bounces@campaign.example')
    .refine(leavesRoom, TOO_LONG)
    .optional(),
  DKIM_KEY_FILE: z
    .string()
    .transform((file, context) => {
      const read = readDkimKey(file);
      if ('key' in read) return read.key;
      context.addIssue({ code: 'custom', message: read.problem });
      return z.NEVER;
    })
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z\d]([a-z\d-]*[a-z\d])?$/i, 'must be a name of letters, digits and dashes, such as mail2026')
    .optional(),
  HOOK_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
});

/** Each of these needs the other. */
const PAIR = ['DKIM_KEY_FILE', 'DKIM_SELECTOR'] as const;

export const REQUIRED_IN_PRODUCTION = ['BASE_URL', 'SMTP_URL', 'MAIL_FROM', 'APP_SECRET'] as const;

export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads the settings from environment variables; an empty one counts as not set.
 *
 * @throws Error with one message that names every bad or missing variable
 */
export function loadConfig(env: Record<string, string | undefined>) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const required = set.NODE_ENV === 'production' ? REQUIRED_IN_PRODUCTION : [];
  const result = environment.safeParse(set);
  const problems = [
    ...(result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`),
    ...required.filter(name => set[name] === undefined).map(name => `${name} is required in production`),
    ...PAIR.filter(
      (name, index) => set[name] === undefined && set[PAIR[1 - index] ?? name] !== undefined,
    ).map(name => `${name} is needed to sign mail, as its other half is set`),
    ...(set.BOUNCE_ADDRESS === undefined && !leavesRoom(set.MAIL_FROM ?? '')
      ? [`MAIL_FROM ${TOO_LONG}; or set BOUNCE_ADDRESS`]
      : []),
    ...(set.NODE_ENV === 'production' && isOpenWay(set.BASE_URL)
      ? [
          'BASE_URL must begin with https:// in production: what supporters write is not for whoever is on the way',
        ]
      : []),
  ];
  if (!result.success || problems.length > 0) {
    throw new Error(`Dear MP cannot start. Put these settings right:\n  ${problems.join('\n  ')}`);
  }
  const { NODE_ENV, PORT, ...rest } = result.data;
  const production = NODE_ENV === 'production';
  const mailFrom = rest.MAIL_FROM ?? 'letters@dear-mp.test';
  const baseUrl = new URL(rest.BASE_URL ?? `http://localhost:${PORT}`);
  const dataDir =
    rest.DATA_DIR ??
    (rest.DATABASE_URL.startsWith('file:') ? path.dirname(rest.DATABASE_URL.slice('file:'.length)) : 'data');
  return {
    production,
    /** Views are read anew at each request. */
    development: NODE_ENV === 'development',
    host: rest.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: PORT,
    baseUrl,
    databaseUrl: rest.DATABASE_URL,
    /** Where files go that are no part of the database: beside it, where it is a file. */
    dataDir,
    /** Unset: mail is caught, and shown at /dev/mail. */
    smtpUrl: rest.SMTP_URL,
    mailFrom,
    bounceAddress: rest.BOUNCE_ADDRESS ?? mailFrom,
    /** Unset: mail is not signed here. */
    dkim:
      rest.DKIM_KEY_FILE && rest.DKIM_SELECTOR
        ? { selector: rest.DKIM_SELECTOR, privateKey: rest.DKIM_KEY_FILE }
        : undefined,
    /** Unset: nothing is listening at /hooks/mail. */
    hookSecret: rest.HOOK_SECRET,
    appSecret: rest.APP_SECRET ?? DEVELOPMENT_SECRET,
    /** While the secret changes: what was sealed with the one before can still be opened. */
    appSecretPrevious: rest.APP_SECRET_PREVIOUS,
    postcodesFile: rest.POSTCODES_FILE,
    /** The live services that may be asked; none unless the operator switched them on. */
    liveLookup: rest.LIVE_LOOKUP,
    /** Whose pages may hold the start form in a frame; nobody's, unless they are named. */
    embedAncestors: rest.EMBED_ANCESTORS,
    trustProxy: rest.TRUST_PROXY ?? false,
    logLevel: rest.LOG_LEVEL,
    /** Unset: nobody watches by figures, and there is no /metrics. */
    metricsToken: rest.METRICS_TOKEN,
    /** With less room than that, /readyz says that the site is not ready. */
    diskFreeMegabytes: rest.DISK_FREE_MB,
    runWorker: rest.RUN_WORKER,
    secondFactor: rest.SECOND_FACTOR,
    /** The service that is asked whether a new password was stolen; none unless the operator named it. */
    breachedPasswords: rest.BREACHED_PASSWORDS,
    /** Browsers are asked to do a sum for each letter. */
    proofOfWork: rest.PROOF_OF_WORK,
    /** Where a copy of an SQLite database goes before it is changed. */
    backupDir: rest.BACKUP_DIR ?? path.join(dataDir, 'backups'),
    /** How fast letters leave to MPs: src/delivery/pace.ts. */
    pace: { perMpPerHour: rest.PACE_PER_MP_PER_HOUR, perMinute: rest.PACE_PER_MINUTE },
  };
}
