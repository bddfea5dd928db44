import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onPostgresql } from '../support/databases.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close({ expectErrors: true }));

/** Sets a pragma on the connection that writes. */
const pragma = (sql: string) => world.deps.db.write(tx => tx.$queryRawUnsafe(sql));
const begin = () => world.visitor().post('/school-attendance/postcode', { postcode: 'BS37 5AA' });

// They are caused by SQLite's own means.
describe.skipIf(onPostgresql)('a database that cannot be written', () => {
  it('says so with 503 while its disk is full, keeps nothing by halves, and goes on without a restart', async () => {
    await pragma('PRAGMA max_page_count = 1');
    // A page or two may still be free inside the file.
    let page = await begin();
    for (let time = 0; time < 200 && page.status === 303; time += 1) page = await begin();
    const letters = await world.deps.db.read.letter.count();
    page = await begin();
    expect(page.status).toBe(503);
    expect(page.headers['retry-after']).toBe('300');
    expect(page.text).toContain('We cannot save anything just now');
    expect(await world.deps.db.read.letter.count()).toBe(letters);
    await world.visitor().get('/school-attendance').expect(200);
    await pragma('PRAGMA max_page_count = 1073741823');
    await begin().expect(303);
    expect(await world.deps.db.read.letter.count()).toBe(letters + 1);
  });

  it('says so with 503 where it is read-only, and still shows its pages', async () => {
    await pragma('PRAGMA query_only = ON');
    const page = await begin();
    expect(page.status).toBe(503);
    expect(page.text).toContain('We cannot save anything just now');
    expect(await world.deps.db.read.letter.count()).toBe(0);
    await world.visitor().get('/school-attendance').expect(200);
  });
});
