import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { signupOutcomes } from '../../src/figures/count.ts';
import type { Filter } from '../../src/figures/filter.ts';
import { OUTCOMES, outcomeOf } from '../../src/figures/outcome.ts';
import { letterRows, type RowCursor } from '../../src/figures/rows.ts';
import { USUAL_PERIODS } from '../../src/letters/retention.ts';
import { clearLetters } from '../../src/retention/clear-letters.ts';
import { openDemoWorld } from '../support/demo.ts';
import { signIn } from '../support/staff.ts';

const ALL: Filter = { campaignId: 1, from: null, to: null };
const EVERY_ROW = {
  begun: false,
  replied: false,
  story: false,
  constituency: '',
  party: '',
  region: '',
  nation: '',
  hour: null,
};

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
beforeAll(async () => {
  demo = await openDemoWorld(800);
  const { clock } = demo.world.deps;
  const [byStaff, unusual, vacant, forgotten] = await someAccepted(4, 5);
  const lately = { state: 'held', updatedAt: clock() };
  const long = { state: 'held', updatedAt: new Date(clock().getTime() - USUAL_PERIODS.waiting * DAY) };
  await hold(byStaff, { ...lately, holdReason: 'Looks like a prank' });
  await hold(unusual, { ...lately, holdReason: 'Please look: many alike' });
  await hold(vacant, { ...lately, holdReason: null });
  await hold(forgotten, { ...long, holdReason: 'To be checked' });
  await clearLetters(demo.world.deps, USUAL_PERIODS, clock(), { dryRun: false });
}, 60_000);
afterAll(() => demo.close());

/** The ids of letters that left, in so many groups of so many. */
async function someAccepted(groups: number, each: number): Promise<string[][]> {
  const letters = await demo.world.deps.db.read.letter.findMany({
    where: { state: 'accepted', way: 'email' },
    select: { id: true },
    take: groups * each,
  });
  expect(letters).toHaveLength(groups * each);
  return Array.from({ length: groups }, (_, i) =>
    letters.slice(i * each, (i + 1) * each).map(({ id }) => id),
  );
}

async function hold(ids: string[] | undefined, data: Record<string, unknown>) {
  await demo.world.deps.db.write(tx => tx.letter.updateMany({ where: { id: { in: ids ?? [] } }, data }));
}

/** What the list says of each letter behind an outcome. */
async function standingsBehind(outcome: string): Promise<string[]> {
  const standings: string[] = [];
  for (let after: RowCursor | null = null; ; ) {
    const choice = { ...EVERY_ROW, outcome };
    const { rows, next } = await letterRows(demo.world.deps.db, ALL, choice, after);
    standings.push(...rows.map(({ standing }) => standing));
    if (!next) return standings;
    after = next;
  }
}

describe('what became of the confirmed letters', () => {
  it.each(OUTCOMES)('counts as many as the list behind it shows: $title', async ({ key }) => {
    const { outcomes } = await signupOutcomes(demo.world.deps.db, ALL);
    expect(await standingsBehind(key)).toHaveLength(outcomes.get(key) ?? 0);
  });

  it('is one thing for every letter', async () => {
    const { outcomes } = await signupOutcomes(demo.world.deps.db, ALL);
    const signups = await demo.world.deps.db.read.letter.count({ where: { confirmedAt: { not: null } } });
    expect([...outcomes.values()].reduce((sum, n) => sum + n, 0)).toBe(signups);
  });

  it('is that they are held, whoever or whatever holds them', async () => {
    expect((await standingsBehind('held')).sort()).toEqual([
      ...Array(5).fill('Held'),
      ...Array(5).fill('Held by staff'),
      ...Array(5).fill('Held: the seat is vacant'),
    ]);
  });

  it('is not that their writers had them erased, where they were held until their time was over', async () => {
    expect(await standingsBehind('held-too-long')).toEqual(Array(5).fill('Held until its time was over'));
    expect(outcomeOf('expired', 'email')).toBe('held-too-long');
    expect(new Set(await standingsBehind('erased'))).toEqual(new Set(['Erased']));
  });

  it('stands on the dashboard in words, with the way to the letters', async () => {
    const viewer = await signIn(demo.world, 'viewer');
    const { text } = await viewer.get('/staff').expect(200);
    for (const { title } of OUTCOMES) expect(text).toContain(title);
    const rows = await viewer.get('/staff/rows?outcome=held').expect(200);
    expect(rows.text).toContain('<strong>Held</strong>');
    expect(rows.text.match(/<td>Held by staff<\/td>/g)).toHaveLength(5);
  });
});
