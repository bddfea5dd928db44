import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPeriods } from '../../src/letters/period-store.ts';
import { type Periods, USUAL_PERIODS } from '../../src/letters/retention.ts';
import { formOf, retentionErrors } from '../../src/staff/retention/retention-form.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

describe('the form of how long things are kept', () => {
  const LONG: Periods = { ...USUAL_PERIODS, letters: 60 };

  it.each<[string, Partial<Record<keyof Periods, string>>, string, Periods, string[]]>([
    ['unchanged', {}, '', USUAL_PERIODS, []],
    ['a shorter time', { letters: '7' }, '', USUAL_PERIODS, []],
    ['a longer time without a reason', { letters: '29' }, '', USUAL_PERIODS, ['reason']],
    ['a longer time with a reason', { letters: '29' }, 'An inquiry', USUAL_PERIODS, []],
    ['a longer time of before, unchanged', {}, '', LONG, []],
    ['a longer time made less long, without a reason', { letters: '40' }, '', LONG, ['reason']],
    ['a longer time made usual again', { letters: '28' }, '', LONG, []],
    ['too short a time', { letters: '6', unconfirmed: '1' }, '', USUAL_PERIODS, ['unconfirmed', 'letters']],
    ['no number', { drafts: 'a week', contacts: '' }, '', USUAL_PERIODS, ['drafts', 'contacts']],
    ['too long a time', { updates: '3651' }, 'x', USUAL_PERIODS, ['updates']],
    ['too long a reason', { updates: '366' }, 'x'.repeat(201), USUAL_PERIODS, ['reason']],
  ])('with %s', (_name, days, reason, now, fields) => {
    const form = { ...formOf(now), reason };
    expect(
      retentionErrors({ ...form, days: { ...form.days, ...days } }, now).map(({ field }) => field),
    ).toEqual(fields);
  });
});

describe('how long things are kept', () => {
  let world: World;
  let admin: StaffVisitor;
  beforeEach(async () => {
    world = await openWorld();
    admin = await signIn(world, 'admin', 'admin@staff.example');
  });
  afterEach(() => world.close());

  const usual = () => formOf(USUAL_PERIODS).days;
  const audited = () =>
    world.deps.db.read.auditEntry.findMany({ where: { what: 'retention.change' }, orderBy: { id: 'asc' } });

  it('can be shortened, and supporters are told', async () => {
    await admin.post('/staff/retention', { ...usual(), letters: '14', reason: '' }).expect(303);
    expect((await readPeriods(world.deps.db.read)).letters).toBe(14);
    expect((await world.visitor().get('/privacy')).text).toContain(
      'its text and your address go 14 days after',
    );
    expect((await audited()).map(({ who, target, details }) => [who, target, details])).toEqual([
      ['admin@staff.example', 'letters', { from: 28, to: 14, usual: 28, reason: '' }],
    ]);
    expect((await admin.get('/staff/retention')).text).toContain('Chosen by admin@staff.example');
  });

  it('is never lengthened without a reason on record', async () => {
    const { text } = await admin
      .post('/staff/retention', { ...usual(), drafts: '30', reason: '' })
      .expect(422);
    expect(text).toContain('<a href="#reason">Say why you keep something for longer than usual</a>');
    expect(text).toMatch(/name="drafts"[^>]*value="30"/);
    expect(await readPeriods(world.deps.db.read)).toEqual(USUAL_PERIODS);
    expect(await audited()).toEqual([]);
    await admin.post('/staff/retention', { ...usual(), drafts: '30', reason: 'Summer holidays' }).expect(303);
    expect((await readPeriods(world.deps.db.read)).drafts).toBe(30);
    expect((await audited())[0]?.details).toEqual({ from: 7, to: 30, usual: 7, reason: 'Summer holidays' });
    await admin.post('/staff/retention', { ...usual(), reason: '' }).expect(303);
    expect(await world.deps.db.read.retentionPeriod.count()).toBe(0);
    expect(await audited()).toHaveLength(2);
  });

  it('keeps what a colleague has chosen since the page was opened, but for what was changed on it', async () => {
    const { text } = await admin.get('/staff/retention').expect(200);
    const seen = Object.fromEntries(
      [...text.matchAll(/name="(seen_\w+)" value="(\d+)"/g)].map(([, name = '', days = '']) => [name, days]),
    );
    expect(Object.keys(seen)).toHaveLength(Object.keys(usual()).length);
    await admin.post('/staff/retention', { ...usual(), ...seen, updates: '30' }).expect(303);
    const wrong = await admin.post('/staff/retention', { ...usual(), ...seen, letters: 'x' }).expect(422);
    expect(wrong.text).toMatch(/name="updates"[^>]*value="30"/);
    await admin.post('/staff/retention', { ...usual(), ...seen, letters: '20' }).expect(303);
    expect(await readPeriods(world.deps.db.read)).toMatchObject({ updates: 30, letters: 20 });
  });

  it.each(['viewer', 'editor'] as const)('is not for a %s to change', async role => {
    const visitor = await signIn(world, role);
    await visitor.get('/staff/retention').expect(403);
    await visitor.post('/staff/retention', { ...usual(), letters: '14', reason: '' }).expect(403);
    expect(await readPeriods(world.deps.db.read)).toEqual(USUAL_PERIODS);
  });
});
