import { readFileSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { withDatabase } from './files.ts';

/** Writes behind the back of an index, which from then on does not have it. */
export function writeUnindexed(file: string, index: string, sql: string): void {
  const opened = (write: (database: Database.Database) => void) =>
    withDatabase(file, database => {
      database.unsafeMode();
      database.pragma('writable_schema = ON');
      write(database);
    });
  let row: unknown;
  opened(database => {
    row = database.prepare('SELECT * FROM sqlite_master WHERE name = ?').get(index);
    database.prepare('DELETE FROM sqlite_master WHERE name = ?').run(index);
  });
  opened(database => database.exec(sql));
  opened(database =>
    database.prepare('INSERT INTO sqlite_master VALUES (@type, @name, @tbl_name, @rootpage, @sql)').run(row),
  );
}

/** Overwrites pages in the middle. */
export function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096 * 3, 4096 * 12);
  writeFileSync(file, bytes);
}
