import path from 'node:path';
import pino, { type Logger } from 'pino';
import { loadStarterCampaigns } from './campaigns/starter-campaigns.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { draftCookie } from './letters/draft-cookie.ts';
import { settleLetter } from './letters/send-letter.ts';
import { createMailer } from './mail/mailer.ts';
import { compileMails } from './mail/render-mail.ts';
import { createMpLookup, readSectors } from './mps/mp-lookup.ts';
import { loadStarterMps } from './mps/starter-mps.ts';

/** Everything that the application is built from. */
export type Deps = Awaited<ReturnType<typeof buildDeps>>;

/** The folder with views, public, prisma: above src, and above dist. */
export const ROOT = path.join(import.meta.dirname, '..');

/** Where caught mail lies, beside the database. */
const caughtMailDir = (databaseUrl: string) =>
  path.join(path.dirname(databaseUrl.replace(/^file:/, '')), 'mail');

/**
 * Builds all of it: brings the database up to date, and loads the starter data where there is none.
 *
 * @param given what a test brings instead
 */
export async function buildDeps(config: Config, given: { clock?: Clock; log?: Logger } = {}) {
  const log = given.log ?? pino({ level: config.logLevel });
  const clock = given.clock ?? (() => new Date());
  const starter = path.join(ROOT, 'prisma', 'starter');

  const applied = await migrate(config.databaseUrl, path.join(ROOT, 'prisma'));
  if (applied.length > 0) log.info({ migrations: applied }, 'migrated');
  const db = await openDatabase(config.databaseUrl);
  await loadStarterMps(db, path.join(starter, 'constituencies.json'));
  await loadStarterCampaigns(db, path.join(starter, 'campaigns'), clock());

  const ofNorthernIreland = await db.read.constituency.findMany({
    where: { nation: 'Northern Ireland' },
    orderBy: { name: 'asc' },
  });
  const mailDir = caughtMailDir(config.databaseUrl);
  const mailer = createMailer({ ...config, server: config.smtpUrl, catchDir: mailDir });
  const words = { mailFrom: config.mailFrom, renderMail: compileMails(path.join(ROOT, 'views', 'emails')) };

  return {
    config,
    log,
    clock,
    db,
    mailer,
    mailDir,
    lookUp: createMpLookup(
      readSectors(path.join(starter, 'sectors.json')),
      ofNorthernIreland.map(({ code }) => code),
    ),
    baseUrl: config.baseUrl,
    cookie: draftCookie(config.baseUrl),
    onSettled: settleLetter(words),
    ...words,
    async close(): Promise<void> {
      mailer.close();
      await db.close();
    },
  };
}
