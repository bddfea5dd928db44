import path from 'node:path';
import pino, { type Logger } from 'pino';
import { openLimiter } from './abuse/limiter.ts';
import { proofOfWork } from './abuse/proof.ts';
import { letterWeigher } from './abuse/weigh-letter.ts';
import { backupBefore } from './backups/before-migrations.ts';
import { loadStarterCampaigns } from './campaigns/starter-campaigns.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { askThoseWhoWaited } from './contacts/ask-waiting.ts';
import { type Database, openDatabase } from './db/database.ts';
import { engineOf, fileOf } from './db/dialect.ts';
import { alone, migrate } from './db/migrate.ts';
import { openDictionary } from './languages/words.ts';
import { draftCookie } from './letters/draft-cookie.ts';
import { checkLeaving } from './letters/leave-letter.ts';
import { settleLetter } from './letters/send-letter.ts';
import { type ResolveTxt, resolver } from './mail/dns-check.ts';
import { createMailer } from './mail/mailer.ts';
import { compileMails } from './mail/render-mail.ts';
import { readSources, recordStarterSources } from './mps/data-source-store.ts';
import { exactPostcodes, postcodesSource } from './mps/exact-postcodes.ts';
import { buildLiveServices } from './mps/live-services.ts';
import { logSources } from './mps/log-sources.ts';
import { createMpLookup, readSectors } from './mps/mp-lookup.ts';
import { loadStarterMps } from './mps/starter-mps.ts';
import { checkSealKeys } from './sealing/seal-keys.ts';
import { sealingOf } from './sealing/sealed-fields.ts';
import { openSecrets, type Secrets } from './secrets/secrets.ts';
import { breachedPasswords } from './staff/breached-passwords.ts';
import { createPasswords } from './staff/password.ts';
import { SECOND_FACTOR } from './staff/role.ts';
import { staffCookie } from './staff/session-cookie.ts';
import { checksOf } from './watch/checks.ts';
import { readKeptFigures } from './watch/kept-figures.ts';
import { createReadiness } from './watch/readiness.ts';

/** Everything that the application is built from. */
export type Deps = Awaited<ReturnType<typeof buildDeps>>;

/** The folder with views, public, prisma: above src, and above dist. */
export const ROOT = path.join(import.meta.dirname, '..');

/** What a test brings instead of the real thing. */
export type Given = { clock?: Clock; log?: Logger; resolveTxt?: ResolveTxt };

/**
 * Builds all of it: brings the database up to date, and loads the starter data where there is none.
 */
export async function buildDeps(config: Config, given: Given = {}) {
  const log = given.log ?? pino({ level: config.logLevel });
  const clock = given.clock ?? (() => new Date());
  const starter = path.join(ROOT, 'prisma', 'starter');

  const secrets = openSecrets(config.appSecret, config.appSecretPrevious);
  // Two processes that start at once must not both find that something is missing.
  const db = await alone(config.databaseUrl, () => openUpToDate(config, secrets, starter, clock, log));

  const constituencies = await db.read.constituency.findMany({ orderBy: { name: 'asc' } });
  const ofNorthernIreland = constituencies.filter(({ nation }) => nation === 'Northern Ireland');
  const nations = new Map(constituencies.map(({ code, nation }) => [code, nation]));
  const { membersApi, askPostcodes } = buildLiveServices({
    services: config.liveLookup,
    nations,
    db,
    clock,
    log,
  });
  const postcodes = exactPostcodes(config.postcodesFile, log);
  const mailDir = path.join(config.dataDir, 'mail');
  const dataSources = async () => [
    ...(await readSources(db)),
    ...(postcodes ? [postcodesSource(postcodes.about)] : []),
  ];
  logSources(log, await dataSources(), clock());
  const mailer = createMailer({ ...config, server: config.smtpUrl, catchDir: mailDir });
  const dictionary = openDictionary(path.join(ROOT, 'languages'));
  const words = {
    mailFrom: config.mailFrom,
    baseUrl: config.baseUrl,
    dictionary,
    renderMail: compileMails(path.join(ROOT, 'views', 'emails'), dictionary),
  };
  const mailParts = { ...words, db };
  const limiter = await openLimiter({ db, clock, log, mark: secrets.marker('limits') });

  const lookUp = createMpLookup(
    readSectors(path.join(starter, 'sectors.json')),
    ofNorthernIreland.map(({ code }) => code),
    postcodes?.find,
    askPostcodes,
  );
  const databaseFile = db.engine === 'sqlite' ? fileOf(config.databaseUrl) : undefined;
  const readiness = createReadiness({
    checks: checksOf({
      db,
      prismaDir: path.join(ROOT, 'prisma'),
      mailer,
      writesIn: [...(databaseFile ? [path.dirname(databaseFile)] : []), ...(config.smtpUrl ? [] : [mailDir])],
      leastFreeMegabytes: config.diskFreeMegabytes,
      dataSources,
      clock,
    }),
    clock,
    log,
  });
  const readKept = () => readKeptFigures({ db, clock, dataSources, databaseFile });
  // Loaded where it is used alone: it costs every start time and memory.
  const { createMetrics } = config.metricsToken ? await import('./watch/metrics.ts') : {};
  const metrics = createMetrics?.({ clock, readiness, readKept }) ?? null;

  return {
    config,
    log,
    clock,
    db,
    mailer,
    mailDir,
    lookUp: metrics?.counting(lookUp) ?? lookUp,
    readiness,
    metrics,
    membersApi,
    dataSources,
    cookie: draftCookie(config.baseUrl),
    onLeaving: checkLeaving(mailParts),
    staffCookie: staffCookie(config.baseUrl),
    needsSecondFactor: SECOND_FACTOR[config.secondFactor],
    passwords: createPasswords(),
    isBreached: breachedPasswords(config.breachedPasswords, log),
    mailRecords: config,
    resolveTxt: given.resolveTxt ?? resolver(),
    secrets,
    limiter,
    proof: config.proofOfWork ? proofOfWork(secrets.marker('proof of work')) : null,
    weighLetter: letterWeigher(secrets.marker('likeness')),
    onSettled: settleLetter(words),
    pace: config.pace,
    askThoseWhoWaited: (now: Date, stop?: AbortSignal) => askThoseWhoWaited(mailParts, now, stop),
    ...words,
    async close(): Promise<void> {
      metrics?.close();
      mailer.close();
      await limiter.close();
      await db.close();
    },
  };
}

/** The database with this version's tables, this secret and the starter data. */
async function openUpToDate(
  { databaseUrl, backupDir }: Config,
  secrets: Secrets,
  starter: string,
  clock: Clock,
  log: Logger,
): Promise<Database> {
  const applied = await migrate(databaseUrl, path.join(ROOT, 'prisma'), async ({ known, next }) => {
    if (engineOf(databaseUrl) !== 'sqlite') {
      return log.warn({ next }, 'the database is updated without a copy: PostgreSQL is copied with pg_dump');
    }
    const copy = await backupBefore(fileOf(databaseUrl), backupDir, known, next, new Date());
    log.info({ copy }, 'database copied before its update');
  });
  if (applied.length > 0) log.info({ migrations: applied }, 'migrated');
  const onFault = (code: string) =>
    log.error(
      { err: { code } },
      'the disk refuses the database: nothing is lost yet, and the write-ahead log grows',
    );
  const db = await openDatabase(databaseUrl, sealingOf(secrets), onFault, entry => log.info(entry, 'audit'));
  try {
    const unfinished = await checkSealKeys(db, secrets, clock());
    if (unfinished) log.warn('not all is sealed with this APP_SECRET: run "npm run -s data -- reencrypt"');
    await loadStarterMps(db, path.join(starter, 'constituencies.json'));
    await recordStarterSources(db, clock());
    await loadStarterCampaigns(db, path.join(starter, 'campaigns'), clock());
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
