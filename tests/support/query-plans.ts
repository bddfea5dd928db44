import Sqlite from 'better-sqlite3';
import { vi } from 'vitest';
import type { World } from './world.ts';

/**
 * How SQLite goes about whatever `work` asks that table for, in the order asked, once for each wording that is new.
 */
export async function plansOf(world: World, table: string, work: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const prepare = Sqlite.prototype.prepare;
  const spy = vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (
    this: Sqlite.Database,
    sql: string,
  ) {
    asked.push(sql);
    return prepare.call(this, sql);
  });
  await work().finally(() => spy.mockRestore());
  const file = new Sqlite(world.file, { readonly: true });
  const plans = [...new Set(asked)]
    .filter(sql => sql.trimStart().startsWith('SELECT'))
    .flatMap(sql => {
      const nothing = Array(sql.split('?').length - 1).fill(null);
      return file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...nothing) as { detail: string }[];
    })
    .map(({ detail }) => detail);
  file.close();
  return plans.filter(plan => plan.includes(` ${table}`) || plan.includes(`.${table}`));
}
