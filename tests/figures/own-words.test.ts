import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownWordsOf } from '../../src/figures/own-words.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { db } = world.deps;
  const template = await db.read.templateVersion.findFirstOrThrow();
  const add = (ownWords: number | null, confirmedAt: string | null) =>
    db.write(tx =>
      tx.letter.create({
        data: {
          id: `letter-${ownWords}-${confirmedAt}`,
          campaignId: template.campaignId,
          templateVersionId: template.id,
          draftKeyHash: `key-${ownWords}-${confirmedAt}`,
          state: 'accepted',
          ownWords,
          postcode: 'BS37 5AA',
          confirmedAt: confirmedAt && new Date(confirmedAt),
          createdAt: new Date('2026-11-01T00:00:00Z'),
          updatedAt: new Date('2026-11-01T00:00:00Z'),
        },
      }),
    );
  for (const share of [0, 10, 25, 60]) await add(share, '2026-11-20T10:00:00Z');
  await add(90, '2026-11-21T00:30:00Z');
  await add(null, '2026-11-20T10:00:00Z');
  await add(80, null);
});
afterAll(() => world.close());

const day = (from: string | null, to: string | null) => ({
  from: from === null ? null : new Date(from),
  to: to === null ? null : new Date(to),
});

describe('the share of own words of all letters', () => {
  it.each([
    ['all days', null, day(null, null), { known: 5, median: 25, own: 3 }],
    [
      'the first day',
      1,
      day('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'),
      { known: 4, median: 25, own: 2 },
    ],
    [
      'the second day and all after it',
      1,
      day('2026-11-21T00:00:00Z', null),
      { known: 1, median: 90, own: 1 },
    ],
    ['days without letters', 1, day(null, '2026-11-20T00:00:00Z'), { known: 0, median: null, own: 0 }],
    ['another campaign', 99, day(null, null), { known: 0, median: null, own: 0 }],
  ])('counts %s', async (_days, campaignId, period, figures) => {
    expect(await ownWordsOf(world.deps.db, { campaignId, ...period })).toEqual(figures);
  });

  it('follows the letters', async () => {
    const { db } = world.deps;
    const id = 'letter-60-2026-11-20T10:00:00Z';
    await db.write(tx => tx.letter.update({ where: { id }, data: { ownWords: 5 } }));
    const all = { campaignId: null, from: null, to: null };
    expect(await ownWordsOf(db, all)).toEqual({ known: 5, median: 10, own: 2 });
    await db.write(tx => tx.letter.update({ where: { id }, data: { state: 'erased', body: null } }));
    expect(await ownWordsOf(db, all)).toMatchObject({ known: 5 });
    await db.write(tx => tx.letter.delete({ where: { id } }));
    expect(await ownWordsOf(db, all)).toEqual({ known: 4, median: 25, own: 2 });
  });
});
