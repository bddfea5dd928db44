import Database from 'better-sqlite3';

/** What a copy holds, in the words of the operator. */
export type Contents = { letters: number; campaigns: number; newestMigration: string };

/** One more thing that a copy must have. @returns what is wrong, or null */
export type Check = (copy: Database.Database) => string | null;

/** No database of Dear MP, or not one that this version can use. */
class UnusableCopy extends Error {}

/**
 * Makes sure that a file is a whole database of Dear MP that this version can use. It must be a copy of
 * our own: SQLite may write beside it.
 *
 * @param known the names of this version's migrations
 * @throws UnusableCopy with what is wrong
 */
export function checkCopy(file: string, known: string[], checks: Check[] = []): Contents {
  let copy: Database.Database | undefined;
  try {
    copy = new Database(file, { fileMustExist: true });
    return contentsOf(copy, known, checks);
  } catch (error) {
    if (error instanceof UnusableCopy) throw error;
    const { code = '' } = error as { code?: string };
    if (code === 'SQLITE_NOTADB') throw new UnusableCopy('it is no SQLite database');
    if (/^SQLITE_(CORRUPT|IOERR)/.test(code)) throw new UnusableCopy(`it is damaged (${code})`);
    throw error;
  } finally {
    copy?.close();
  }
}

function contentsOf(copy: Database.Database, known: string[], checks: Check[]): Contents {
  // One file, without a write-ahead log beside it.
  copy.pragma('journal_mode = DELETE');
  // All pages and rows. Whether each index has each row is not asked: that takes longer with every letter than
  // with the one before, and indexes are made of the rows again when a copy is restored.
  const damage = copy.pragma('quick_check(1)', { simple: true });
  if (damage !== 'ok') throw new UnusableCopy(`it is damaged (${damage})`);
  const tables = copy.prepare('SELECT name FROM sqlite_master WHERE type = ?').pluck().all('table');
  if (tables.length === 0) throw new UnusableCopy('it is empty');
  if (!['_prisma_migrations', 'Letter', 'Campaign'].every(table => tables.includes(table))) {
    throw new UnusableCopy('it is no database of Dear MP');
  }
  const applied = copy
    .prepare('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1')
    .pluck()
    .all() as string[];
  const unknown = applied.find(name => !known.includes(name));
  if (unknown) {
    throw new UnusableCopy(`it is of a newer version of Dear MP, or of another (migration ${unknown})`);
  }
  const count = (table: string) => copy.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number;
  for (const check of checks) {
    const problem = check(copy);
    if (problem) throw new UnusableCopy(problem);
  }
  // Behind the checks: it looks rows up in indexes, which a restore has made anew by now.
  if ((copy.pragma('foreign_key_check') as unknown[]).length > 0) {
    throw new UnusableCopy('it is damaged (rows that belong to nothing)');
  }
  return {
    letters: count('Letter'),
    campaigns: count('Campaign'),
    newestMigration: applied.at(-1) ?? 'none',
  };
}
