import { statfs } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { missingMigrations } from '../db/migrate.ts';
import type { Mailer } from '../mail/mailer.ts';
import { overdueDays } from '../mps/data-age.ts';
import type { DataSource } from '../mps/data-source-store.ts';
import type { Checks, Finding } from './readiness.ts';
import { seldom } from './seldom.ts';

/** How often the mail server is asked at most, milliseconds: each time is a connection and a sign-in. */
const ASK_MAIL_EVERY = 30_000;

const MEGABYTE = 1e6;

type Parts = {
  db: Database;
  /** The folder with the schema and the migrations. */
  prismaDir: string;
  mailer: Mailer;
  /** Where the site writes files; none, where it writes none. */
  writesIn: string[];
  leastFreeMegabytes: number;
  dataSources: () => Promise<DataSource[]>;
  clock: Clock;
};

/** What the site needs to do its work, and what it should have. */
export function checksOf(parts: Parts): Checks {
  const { db, prismaDir, mailer, writesIn, leastFreeMegabytes, clock } = parts;
  return {
    async database() {
      const one = await db.read.constituency.findFirst({ select: { code: true } });
      return one ? { state: 'ok' } : { state: 'failed', words: 'holds no constituencies' };
    },
    async migrations() {
      const missing = await missingMigrations(db, prismaDir);
      return missing.length === 0
        ? { state: 'ok' }
        : { state: 'failed', words: `${missing.length} not applied` };
    },
    mail: seldom(ASK_MAIL_EVERY, clock, async () => {
      const problem = await mailer.verify();
      return problem ? { state: 'failed', words: problem } : { state: 'ok' };
    }),
    async disk() {
      if (db.fault()) return { state: 'failed', words: 'refuses the database' };
      const free = await Promise.all(writesIn.map(freeMegabytes));
      return free.every(megabytes => megabytes >= leastFreeMegabytes)
        ? { state: 'ok' }
        : { state: 'failed', words: 'little room left' };
    },
    members: () => ageOf(parts, 'members'),
    postcodes: () => ageOf(parts, 'postcodes'),
  };
}

async function freeMegabytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return (bavail * bsize) / MEGABYTE;
}

/** Old data still answer, and most of what they say is right: a warning, whatever happens. */
async function ageOf({ dataSources, clock }: Parts, name: string): Promise<Finding> {
  const sources = await dataSources().catch(() => null);
  if (!sources) return { state: 'warning', words: 'age not known' };
  const source = sources.find(one => one.name === name);
  const days = source ? overdueDays(source, clock()) : null;
  return days === null ? { state: 'ok' } : { state: 'warning', words: `${days} days old` };
}
