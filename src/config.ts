import { z } from 'zod';
import { readDkimKey } from './mail/dkim-key.ts';
import { LONGEST_BOUNCE_LOCAL_PART } from './mail/verp.ts';

const DEVELOPMENT_SECRET = 'a secret for development alone, never for supporters';

const flag = z.enum(['true', 'false']).transform(value => value === 'true');
const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be a web address such as https://letters.example',
});

const TOO_LONG = `must have at most ${LONGEST_BOUNCE_LOCAL_PART} characters before the @, or bounces find no way back`;
const leavesRoom = (address: string) => address.lastIndexOf('@') <= LONGEST_BOUNCE_LOCAL_PART;

const environment = z.object({
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
  BASE_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^file:./, 'must be file: and a path, such as file:./data/dear-mp.db')
    .default('file:./data/dear-mp.db'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be a mail server such as smtps://user:password@mail.example' })
    .optional(),
  MAIL_FROM: z.email('must be an e-mail address such as letters@campaign.example').optional(),
  APP_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  POSTCODES_FILE: z.string().min(1).optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^(\d+|loopback|[\d.:a-f/, ]+)$/i, 'must be a number of proxies, "loopback" or their addresses')
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  RUN_WORKER: flag.default(true),
  BOUNCE_ADDRESS: z
    .email('must be an e-mail address such as bounces@campaign.example')
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

const REQUIRED_IN_PRODUCTION = ['BASE_URL', 'SMTP_URL', 'MAIL_FROM', 'APP_SECRET'] as const;

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
  ];
  if (!result.success || problems.length > 0) {
    throw new Error(`Dear MP cannot start. Put these settings right:\n  ${problems.join('\n  ')}`);
  }
  const { NODE_ENV, PORT, ...rest } = result.data;
  const production = NODE_ENV === 'production';
  const mailFrom = rest.MAIL_FROM ?? 'letters@dear-mp.test';
  const baseUrl = new URL(rest.BASE_URL ?? `http://localhost:${PORT}`);
  return {
    production,
    host: rest.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: PORT,
    baseUrl,
    databaseUrl: rest.DATABASE_URL,
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
    postcodesFile: rest.POSTCODES_FILE,
    trustProxy: /^\d+$/.test(rest.TRUST_PROXY ?? '') ? Number(rest.TRUST_PROXY) : (rest.TRUST_PROXY ?? false),
    logLevel: rest.LOG_LEVEL,
    runWorker: rest.RUN_WORKER,
  };
}
