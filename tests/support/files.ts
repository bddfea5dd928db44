import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Which of these words stand in the bytes of the database, its write-ahead log among them. */
export function standingInFiles(file: string, words: string[]): string[] {
  const files = ['', '-wal', '-shm'].flatMap(suffix => {
    try {
      return [readFileSync(file + suffix)];
    } catch {
      return [];
    }
  });
  return words.filter(word => files.some(bytes => bytes.includes(word)));
}

/**
 * The beginning and the end of each sealed text about a letter, as the file holds it: the middle of a
 * long one is spread over pages.
 */
export function sealedAbout(file: string, letterId: string): string[] {
  const database = new Database(file, { readonly: true });
  try {
    const rows = [
      ...database.prepare('SELECT * FROM Letter WHERE id = ?').all(letterId),
      ...database.prepare('SELECT * FROM Contact WHERE letterId = ?').all(letterId),
      ...database
        .prepare(
          'SELECT * FROM OutboxMail WHERE aboutId = @id OR aboutId IN (SELECT id FROM Contact WHERE letterId = @id)',
        )
        .all({ id: letterId }),
    ] as Record<string, unknown>[];
    return rows
      .flatMap(row => Object.values(row))
      .filter(value => typeof value === 'string' && /^"?sealed:/.test(value))
      .flatMap(value => [String(value).slice(0, 40), String(value).slice(-24)]);
  } finally {
    database.close();
  }
}

/** Opens the file without Prisma, and closes it whatever happens. */
export function withDatabase<T>(file: string, work: (opened: Database.Database) => T): T {
  const opened = new Database(file);
  try {
    return work(opened);
  } finally {
    opened.close();
  }
}
