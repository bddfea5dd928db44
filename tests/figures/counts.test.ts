import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inLondon } from '../../src/clock.ts';
import { columnChart } from '../../src/figures/column-chart.ts';
import {
  COUNTED_BY,
  type CountedBy,
  countBegun,
  countSignups,
  signupCounts,
  signupOutcomes,
  signupsByUtcHour,
  signupsWithStory,
} from '../../src/figures/count.ts';
import type { Filter } from '../../src/figures/filter.ts';
import { OUTCOMES } from '../../src/figures/outcome.ts';
import { instantsOf } from '../../src/figures/period.ts';
import { letterRows, type RowChoice } from '../../src/figures/rows.ts';
import { readReference } from '../../src/letters/reference.ts';
import { openDemoWorld } from '../support/demo.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let db: Awaited<ReturnType<typeof openDemoWorld>>['world']['deps']['db'];
beforeAll(async () => {
  demo = await openDemoWorld();
  db = demo.world.deps.db;
}, 120_000);
afterAll(() => demo.close());

const ALL: Filter = { campaignId: 1, from: null, to: null };
/** Across the end of summer time: London is an hour ahead of UTC before, and with it after. */
const OCTOBER: Filter = { campaignId: 1, ...instantsOf({ from: '2026-10-20', to: '2026-10-28' }) };
const IN_OCTOBER =
  "confirmedAt >= '2026-10-19T23:00:00.000+00:00' AND confirmedAt < '2026-10-29T00:00:00.000+00:00'";
const CASES: [string, Filter, string][] = [
  ['of all days', ALL, "confirmedAt > ''"],
  ['across the clock change', OCTOBER, IN_OCTOBER],
];

const ANY: RowChoice = {
  begun: false,
  outcome: '',
  replied: false,
  story: false,
  constituency: '',
  party: '',
  region: '',
  nation: '',
  hour: null,
};

describe.each(CASES)('the figures %s', (_name, filter, where) => {
  it('have as many letters begun and confirmed as the table', async () => {
    const begun = where.replaceAll('confirmedAt', 'createdAt');
    expect(await countBegun(db, filter)).toBe(demo.one(`SELECT COUNT(*) FROM Letter WHERE ${begun}`));
    expect(await countSignups(db, filter)).toBe(demo.one(`SELECT COUNT(*) FROM Letter WHERE ${where}`));
  });

  it('say what became of each confirmed letter, once', async () => {
    const { outcomes, replied } = await signupOutcomes(db, filter);
    const count = (more: string) => demo.one(`SELECT COUNT(*) FROM Letter WHERE ${where} AND ${more}`);
    const counted = Object.fromEntries(OUTCOMES.map(({ key }) => [key, outcomes.get(key) ?? 0]));
    expect(counted).toEqual({
      accepted: count("way = 'email' AND (state = 'accepted' OR state = 'replied')"),
      waiting: count("way = 'email' AND state = 'confirmed'"),
      'own-means': count("way = 'own_means' AND state <> 'erased'"),
      held: 0,
      bounced: count("state = 'bounced'"),
      failed: count("state = 'failed'"),
      'held-too-long': 0,
      erased: count("state = 'erased'"),
    });
    expect([...outcomes.values()].reduce((sum, n) => sum + n, 0)).toBe(count('1'));
    expect(replied).toBe(count("state = 'replied'"));
  });

  it('say how many letters hold a story, of those whose text is kept', async () => {
    const kept = demo.all<{ story: string }>(
      `SELECT story FROM Letter WHERE ${where} AND subject IS NOT NULL`,
    );
    expect(await signupsWithStory(db, filter)).toEqual({
      stories: kept.filter(({ story }) => story.length > 0).length,
      kept: kept.length,
    });
  });

  it.each(Object.keys(COUNTED_BY) as CountedBy[])(
    'agree by %s with a count written another way',
    async by => {
      const counted = Object.fromEntries(
        (await signupCounts(db, filter, by)).map(row => [row.code, row.signups]),
      );
      expect(counted).toEqual(recounted(by, where));
      expect(Object.keys(counted).length).toBeGreaterThan(1);
    },
  );

  it('split each count into letters by email and by own means', async () => {
    const rows = await signupCounts(db, filter, 'constituency');
    const own = demo.one(`SELECT COUNT(*) FROM Letter WHERE ${where} AND way = 'own_means'`);
    expect(rows.reduce((sum, row) => sum + row.own_means, 0)).toBe(own);
    for (const row of rows) expect(row.by_email + row.own_means).toBe(row.signups);
  });

  it('are by hour what London’s clock says of each letter', async () => {
    const hours: number[] = Array(24).fill(0);
    for (const [utc, count] of await signupsByUtcHour(db, filter)) {
      const { hour } = inLondon(new Date(`${utc}:00:00Z`));
      hours[hour] = (hours[hour] ?? 0) + count;
    }
    expect(hours).toEqual(londonHours(where));
  });

  it.each([...OUTCOMES.map(({ key }) => key)])(
    'have as many rows behind "%s" as it counts',
    async outcome => {
      const { outcomes } = await signupOutcomes(db, filter);
      expect(await allRows(filter, { ...ANY, outcome })).toBe(outcomes.get(outcome) ?? 0);
    },
  );

  it('have the rows behind an hour, a party, a region and the letters with a story', async () => {
    expect(await allRows(filter, { ...ANY, hour: 20 })).toBe(londonHours(where)[20]);
    const count = (more: string) => demo.one(`SELECT COUNT(*) FROM Letter WHERE ${where} AND ${more}`);
    expect(await allRows(filter, { ...ANY, party: 'Green Party' })).toBe(count("mpParty = 'Green Party'"));
    expect(await allRows(filter, { ...ANY, story: true })).toBe(count("story <> ''"));
    expect(await allRows(filter, { ...ANY, replied: true })).toBe(count("state = 'replied'"));
    expect(await allRows(filter, { ...ANY, region: 'North East' })).toBe(
      recounted('region', where)['North East'],
    );
    expect(await allRows(filter, { ...ANY, nation: 'Wales' })).toBe(recounted('nation', where).Wales ?? 0);
  });
});

describe('the rows behind a figure', () => {
  it('come newest first, each once, and with nothing that says who wrote', async () => {
    const { rows, next } = await letterRows(db, ALL, ANY, null);
    expect(rows).toHaveLength(50);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'reference',
      'standing',
      'constituency',
      'mp',
      'day',
      'asks',
    ]);
    expect(readReference(rows[0]?.reference ?? '')).toBe(rows[0]?.reference);
    const second = await letterRows(db, ALL, ANY, next);
    expect(second.rows.map(row => row.reference)).not.toContain(rows.at(-1)?.reference);
    expect((second.rows[0]?.day ?? '') <= (rows.at(-1)?.day ?? '')).toBe(true);
    const everything = JSON.stringify([rows, second.rows]);
    for (const { name, email } of demo.all<{ name: string; email: string }>(
      "SELECT name, email FROM Letter WHERE name <> '' ORDER BY confirmedAt DESC LIMIT 200",
    )) {
      expect(everything).not.toContain(name);
      expect(everything).not.toContain(email);
    }
  });
});

describe('the edges of a day', () => {
  it.each([
    [
      'the night before the clocks go forward',
      '2026-03-28',
      '2026-03-28T00:00:00.000Z',
      '2026-03-29T00:00:00.000Z',
    ],
    ['the day of 23 hours', '2026-03-29', '2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z'],
    ['a day of summer', '2026-03-30', '2026-03-29T23:00:00.000Z', '2026-03-30T23:00:00.000Z'],
    ['the day of 25 hours', '2026-10-25', '2026-10-24T23:00:00.000Z', '2026-10-26T00:00:00.000Z'],
    ['a day of winter', '2026-10-26', '2026-10-26T00:00:00.000Z', '2026-10-27T00:00:00.000Z'],
  ])('%s', async (_name, day, from, to) => {
    const filter = { campaignId: 1, ...instantsOf({ from: day, to: day }) };
    expect([filter.from?.toISOString(), filter.to?.toISOString()]).toEqual([from, to]);
    const [first, last] = [new Date(from), new Date(Date.parse(to) - 1)];
    const outside = [new Date(first.getTime() - 1), new Date(to)];
    const before = await countSignups(db, filter);
    await db.write(async tx => {
      for (const [i, confirmedAt] of [first, last, ...outside].entries()) {
        const { id } = await tx.letter.findFirstOrThrow({ where: { state: 'draft' }, skip: i });
        await tx.letter.update({ where: { id }, data: { confirmedAt, state: 'draft' } });
      }
    });
    expect(await countSignups(db, filter)).toBe(before + 2);
    const days = await signupCounts(db, filter, 'day');
    expect(days.map(row => row.code)).toEqual([day]);
    await db.write(tx => tx.letter.updateMany({ where: { state: 'draft' }, data: { confirmedAt: null } }));
  });
});

describe('a chart', () => {
  it('keeps every column inside, the highest the tallest', () => {
    const { columns, height } = columnChart([3, 0, 12, 7].map(count => ({ title: '', label: '', count })));
    for (const column of columns) {
      expect(column.y).toBeGreaterThanOrEqual(0);
      expect(column.y + column.height).toBeLessThan(height);
      expect(Number.parseFloat(column.x) + Number.parseFloat(column.width)).toBeLessThanOrEqual(100);
    }
    expect(columns.map(column => column.value)).toEqual(['roomy', false, 'peak', 'roomy']);
    expect(Math.max(...columns.map(column => column.height))).toBe(columns[2]?.height);
  });

  it.each([
    ['the hours of a day with counts of two digits', 24, 99, 'roomy'],
    ['the hours of a day with counts of three', 24, 702, ''],
    ['a month of days with counts of two', 30, 99, ''],
  ])('has room for the counts above %s: %i columns, %i at most', (_, length, most, value) => {
    const { columns } = columnChart(Array.from({ length }, () => ({ title: '', label: '', count: most })));
    expect(columns.at(-1)?.value).toBe(value);
  });
});

type Told = {
  confirmedAt: string;
  constituencyCode: string;
  mpMemberId: number;
  mpParty: string;
  relationship: string;
  asks: string;
  experiences: string;
};

/** Every letter by itself, in JavaScript: nothing is shared with the statements that are tested. */
function recounted(by: CountedBy, where: string): Record<string, number> {
  const seats = new Map(
    demo
      .all<{ code: string; region: string; nation: string }>('SELECT code, region, nation FROM Constituency')
      .map(seat => [seat.code, seat]),
  );
  const keysOf: Record<CountedBy, (letter: Told) => string[]> = {
    constituency: letter => [letter.constituencyCode],
    mp: letter => [String(letter.mpMemberId)],
    party: letter => [letter.mpParty],
    region: letter => [seats.get(letter.constituencyCode)?.region ?? ''],
    nation: letter => [seats.get(letter.constituencyCode)?.nation ?? ''],
    day: letter => [londonDay(letter.confirmedAt)],
    ask: letter => JSON.parse(letter.asks),
    experience: letter => JSON.parse(letter.experiences),
    relationship: letter => [letter.relationship],
  };
  const counts: Record<string, number> = {};
  for (const letter of demo.all<Told>(`SELECT * FROM Letter WHERE ${where}`)) {
    for (const key of keysOf[by](letter)) counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** London's summer time of 2026 by the law, not by the code under test. */
const inSummer = (at: string) => at >= '2026-03-29T01' && at < '2026-10-25T01';
const londonClock = (at: string) => new Date(Date.parse(at) + (inSummer(at) ? 3_600_000 : 0)).toISOString();
const londonDay = (at: string) => londonClock(at).slice(0, 10);

function londonHours(where: string): number[] {
  const hours: number[] = Array(24).fill(0);
  for (const { at } of demo.all<{ at: string }>(`SELECT confirmedAt AS at FROM Letter WHERE ${where}`)) {
    const hour = Number(londonClock(at).slice(11, 13));
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}

async function allRows(filter: Filter, choice: RowChoice): Promise<number> {
  const seen = new Set<string>();
  let pages = 0;
  for (let after: Parameters<typeof letterRows>[3] = null; ; ) {
    const { rows, next } = await letterRows(db, filter, choice, after);
    for (const { reference } of rows) seen.add(`${pages} ${reference}`);
    pages += 1;
    if (!next) return seen.size;
    after = next;
  }
}
