import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { currentTemplateId, IN_ORDER } from '../src/campaigns/campaign-store.ts';
import { DAY, HOUR } from '../src/clock.ts';
import { type DemoRow, demoLetters } from '../src/demo/demo-letters.ts';
import type { Deps } from '../src/deps.ts';
import { recount } from '../src/figures/recount.ts';
import { USUAL_PERIODS } from '../src/letters/retention.ts';
import { openDesk } from './desk.ts';

/** Two months of a campaign. */
const DAYS = 60;
const INSERTS_A_TRANSACTION = 20_000;
const TABLES = ['Letter', 'Consent', 'Contact'];

const dirs = new Map<number, Promise<string>>();
process.once('exit', () => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});
const made: string[] = [];

/**
 * A folder with a database of so many made-up letters as they are after two months: sealed, and those whose
 * time is over without text. Made once a run, and gone at its end.
 */
export function withLetters(count: number): Promise<string> {
  const dir = dirs.get(count) ?? makeLetters(count);
  dirs.set(count, dir);
  return dir;
}

async function makeLetters(count: number): Promise<string> {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  made.push(dir);
  const deps = await openDesk(dir);
  try {
    await fill(deps, path.join(dir, 'dear-mp.db'), count);
    // The triggers were not there to count.
    await recount(deps.db, { repair: true });
    await deps.db.forget();
  } finally {
    await deps.close();
  }
  return dir;
}

/** Past everything that makes writing safe: a database that is lost on the way is made again. */
async function fill({ db, dictionary }: Deps, file: string, count: number): Promise<void> {
  const campaign = await db.read.campaign.findFirstOrThrow({
    include: { asks: IN_ORDER, experiences: IN_ORDER, organisations: IN_ORDER },
  });
  const templateVersionId = await currentTemplateId(db, campaign.id);
  const seats = await db.read.constituency.findMany({ include: { member: true }, orderBy: { code: 'asc' } });
  const until = new Date(Math.floor(Date.now() / HOUR) * HOUR);
  const order = { seed: 1, letters: count, days: DAYS, until };
  const ended = new Date(until.getTime() - USUAL_PERIODS.letters * DAY);

  const raw = new Database(file);
  raw.pragma('synchronous = OFF');
  raw.pragma('cache_size = -262144');
  const inTables = `tbl_name IN (${TABLES.map(table => `'${table}'`).join()}) AND sql IS NOT NULL`;
  const later = raw
    .prepare(`SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND ${inTables}`)
    .all() as { type: string; name: string; sql: string }[];
  for (const { type, name } of later) raw.exec(`DROP ${type} "${name}"`);
  const insert = inserts(raw);
  let open = 0;
  raw.exec('BEGIN');
  for (const row of demoLetters(order, { ...campaign, templateVersionId }, seats, dictionary('en'))) {
    const letter = overWhereDue(row, ended);
    insert('Letter', db.sealRow('Letter', letter));
    for (const consent of row.consents) insert('Consent', { ...consent, contactId: null });
    if (row.contact) {
      const { organisations: _, ...contact } = row.contact;
      insert('Contact', db.sealRow('Contact', contact));
    }
    open += 1;
    if (open % INSERTS_A_TRANSACTION === 0) raw.exec('COMMIT; BEGIN');
  }
  raw.exec('COMMIT');
  for (const { sql } of later) raw.exec(sql);
  raw.close();
}

/** As the purge leaves a letter whose time is over. */
function overWhereDue({ letter, consents }: DemoRow, ended: Date) {
  const kept = { ...letter, keeps: 'all', hadStory: null as boolean | null };
  const isOver = letter.state === 'expired' || letter.state === 'erased';
  if (!isOver && (letter.updatedAt > ended || letter.state === 'confirmed')) return kept;
  const isMember = !isOver && letter.confirmedAt !== null && consents.some(({ kind }) => kind === 'updates');
  const nothing = { name: '', email: '', personKey: null };
  const noText = { postcode: '', story: '', address1: '', town: '', subject: null, body: null };
  const hadStory = letter.body === null ? null : letter.story !== '';
  return {
    ...kept,
    ...noText,
    ...(isMember ? {} : nothing),
    hadStory,
    keeps: isMember ? 'updates' : 'nothing',
  };
}

function inserts(raw: Database.Database) {
  const statements = new Map<string, Database.Statement>();
  return (table: string, row: object) => {
    const columns = Object.keys(row);
    const statement =
      statements.get(table) ??
      raw.prepare(
        `INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
    statements.set(table, statement);
    statement.run(Object.values(row).map(stored));
  };
}

/** As Prisma writes it. */
function stored(cell: unknown): unknown {
  if (cell instanceof Date) return cell.toISOString().replace('Z', '+00:00');
  if (typeof cell === 'boolean') return Number(cell);
  return Array.isArray(cell) ? JSON.stringify(cell) : cell;
}
