import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, inLondon } from '../../src/clock.ts';
import { seededRandom } from '../../src/demo/random.ts';
import { recount } from '../../src/figures/recount.ts';
import { eraseLetter } from '../../src/letters/erase-letter.ts';
import { purge } from '../../src/retention/purge.ts';
import { onPostgresql } from '../support/databases.ts';
import { openDemoWorld } from '../support/demo.ts';
import { confirmPath, LETTER, submitLetter, writeLetter } from '../support/world.ts';

// What speaks to the file itself is for SQLite alone; PostgreSQL's triggers are held to the same by what use cases do.
let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let file: Sqlite.Database;
beforeAll(async () => {
  demo = await openDemoWorld(1_500);
  file = new Sqlite(demo.world.file);
}, 60_000);
afterAll(async () => {
  file.close();
  await demo.close();
});

const ROOT = path.join(import.meta.dirname, '..', '..');

const differences = (repair = false) => recount(demo.world.deps.db, { repair });

describe('the figures that are kept', () => {
  it('agree with the letters after all that can happen to one', async () => {
    const { world } = demo;
    const { db, clock } = world.deps;
    expect(await differences()).toEqual([]);
    const signups = async () => {
      const sums = await db.read.outcomeFigure.aggregate({ where: { day: '' }, _sum: { signups: true } });
      return sums._sum.signups ?? 0;
    };
    const before = await signups();
    for (const n of [1, 2, 3]) {
      const visitor = world.visitor();
      const email = `ada.${n}@supporter.example`;
      const preview = await writeLetter(visitor, 'BS37 4AA', { ...LETTER, email });
      await submitLetter(visitor, preview);
      await world.deliver();
      expect(await signups()).toBe(before + n - 1);
      await visitor.post(confirmPath(world, email), {}).expect(303);
      expect(await signups()).toBe(before + n);
      await world.deliver();
    }
    const one = await db.read.letter.findFirstOrThrow({ where: { email: 'ada.1@supporter.example' } });
    await db.write(tx => eraseLetter(tx, one.id, clock()));
    expect(await differences()).toEqual([]);
    world.pass(40 * DAY);
    await purge(world.deps, clock());
    expect(await differences()).toEqual([]);
    expect(await signups()).toBe(before + 3);
  });

  it.skipIf(onPostgresql)(
    'agree after hundreds of changes by bare SQL, which no use case makes',
    async () => {
      const { below, one, some } = seededRandom(7);
      const at = () =>
        new Date(Date.UTC(2026, one([2, 6, 9]), one([24, 25, 29]), below(24), below(60))).toISOString();
      const other = file.prepare(`INSERT INTO Campaign (slug, name, promoter, summary, background)
      VALUES ('other', 'Other', '', '', '') RETURNING id`);
      const campaigns: [number, number] = [1, other.pluck().get() as number];
      const seats: [null, ...string[]] = [
        null,
        ...demo.all<{ code: string }>('SELECT code FROM Constituency').map(({ code }) => code),
      ];
      const changes: Record<string, () => unknown> = {
        campaignId: () => one(campaigns),
        createdAt: at,
        confirmedAt: () => one([null, at().replace('Z', '+00:00'), at().replace('Z', '+00:00')]),
        constituencyCode: () => one(seats),
        mpMemberId: () => one([null, 172, 4514]),
        mpName: () => one([null, 'Ada Example MP', 'Bruno Sample MP']),
        mpParty: () => one([null, 'Green Party']),
        state: () => one(['draft', 'confirmed', 'held', 'accepted', 'replied', 'erased']),
        way: () => one([null, 'email', 'own_means']),
        relationship: () => one(['', 'parent', 'professional']),
        asks: () => one(['[]', '["culture"]', '["code","culture"]']),
        experiences: () => one(['[]', '["fines"]']),
        story: () => one(['', 'sealed:x']),
        body: () => one([null, 'sealed:y']),
        hadStory: () => one([null, 0, 1]),
        ownWords: () => one([null, 0, 30, 80]),
      };
      const ids = demo.all<{ id: string }>('SELECT id FROM Letter').map(({ id }) => id) as [
        string,
        ...string[],
      ];
      for (let i = 0; i < 1_200; i += 1) {
        if (i % 10 === 9) file.prepare('DELETE FROM Letter WHERE id = ?').run(one(ids));
        const columns = some(Object.keys(changes), 1 / 5);
        const set = columns.map(column => `${column} = ?`).join(', ');
        const values = columns.map(column => changes[column]?.());
        if (set) file.prepare(`UPDATE Letter SET ${set} WHERE id = ?`).run(...values, one(ids));
      }
      file.prepare(`UPDATE Letter SET state = 'accepted' WHERE state = 'replied'`).run();
      expect(demo.one('SELECT COUNT(*) FROM Letter WHERE campaignId > 1')).toBeGreaterThan(50);
      expect(await differences()).toEqual([]);
    },
  );

  it.skipIf(onPostgresql)(
    'that were spoilt are found out and put right, and nothing else is touched',
    async () => {
      const kept = () =>
        ['HourFigure', 'OwnWordsFigure', 'OutcomeFigure', 'SeatFigure', 'ChoiceFigure'].map(table =>
          demo.all<Record<string, unknown>>(`SELECT * FROM ${table} WHERE signups > 0 ORDER BY 1, 2, 3, 4`),
        );
      const before = kept();
      file.exec(`
      UPDATE SeatFigure SET signups = signups + 1 WHERE day = '' AND constituencyCode <> '' AND campaignId = 1;
      DELETE FROM OutcomeFigure WHERE day = '2026-10-25' AND campaignId = 1;
      INSERT INTO ChoiceFigure VALUES (1, '1999-12-31', 'ask', 'never', 3, 0);
      UPDATE HourFigure SET begun = 1000 WHERE campaignId = 1 AND hour = (SELECT MAX(hour) FROM HourFigure WHERE campaignId = 1);
      UPDATE OwnWordsFigure SET signups = signups + 1 WHERE hour = '' AND campaignId = 1;
      INSERT INTO OwnWordsFigure VALUES (1, '1999-12-31T23', 80, 2);
    `);
      const found = await differences();
      expect(new Set(found.map(({ table }) => table))).toEqual(
        new Set(['SeatFigure', 'OutcomeFigure', 'ChoiceFigure', 'HourFigure', 'OwnWordsFigure']),
      );
      expect(found).toContainEqual({
        table: 'ChoiceFigure',
        campaignId: 1,
        when: '1999-12-31',
        key: 'ask | never',
        kept: [3, 0],
        counted: [0, 0],
      });
      expect(found).toContainEqual({
        table: 'OwnWordsFigure',
        campaignId: 1,
        when: '1999-12-31T23',
        key: '80',
        kept: [2],
        counted: [0],
      });
      await differences(true);
      expect(await differences()).toEqual([]);
      expect(kept()).toEqual(before);
    },
  );
});

describe('npm run -s data -- recount', () => {
  it('looks at every table of figures that there is', () => {
    const source = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
    const tables = [...source('prisma/schema.prisma').matchAll(/^model (\w+Figure) /gm)].map(
      ([, name]) => name,
    );
    const recounted = [...source('src/figures/recount.ts').matchAll(/table: '(\w+)'/g)].map(
      ([, name]) => name,
    );
    expect(recounted.sort()).toEqual(tables.sort());
  });
});

describe.skipIf(onPostgresql)('London’s day as SQLite reckons it', () => {
  it.each([1997, 2020, 2026, 2027, 2028, 2037, 2060])('is the calendar’s, all through %i', year => {
    const { below } = seededRandom(year);
    const instants = Array.from({ length: 1_500 }, () => Date.UTC(year, 0, 1) + below(365 * DAY));
    // Every quarter of an hour about the two changes, whichever day they fall on.
    for (const month of [2, 9]) {
      for (let at = Date.UTC(year, month, 24); at < Date.UTC(year, month + 1, 1); at += 900_000)
        instants.push(at, at - 1);
    }
    const expected: Record<string, number> = {};
    file.exec('DELETE FROM OutcomeFigure');
    const add = file.prepare(`INSERT INTO FigureChange ("what", "by", campaignId, confirmedAt, state, story)
      VALUES ('outcome', 1, 1, ?, 'confirmed', '')`);
    file.transaction(() => {
      for (const instant of instants) {
        const at = new Date(instant);
        add.run(at.toISOString().replace('Z', '+00:00'));
        const { day } = inLondon(at);
        expected[day] = (expected[day] ?? 0) + 1;
      }
    })();
    const kept = demo.all<{ day: string; n: number }>(
      "SELECT day, signups AS n FROM OutcomeFigure WHERE day <> ''",
    );
    expect(Object.fromEntries(kept.map(({ day, n }) => [day, n]))).toEqual(expected);
  });
});
