import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTED_BY } from '../../src/figures/count.ts';
import { countSupporters } from '../../src/figures/supporters.ts';
import { purge } from '../../src/retention/purge.ts';
import { openDemoWorld } from '../support/demo.ts';
import { signIn } from '../support/staff.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
beforeAll(async () => {
  demo = await openDemoWorld(5_000);
}, 60_000);
afterAll(() => demo.close());

describe('every figure', () => {
  it('is the same before a purge and after', async () => {
    const { deps } = demo.world;
    const viewer = await signIn(demo.world, 'viewer');
    const pages = [
      '/staff',
      '/staff?from=2026-10-01&to=2026-10-31',
      '/staff/rows?story=yes',
      '/staff/rows?replied=yes',
      '/staff/rows?outcome=own-means',
      '/staff/export/briefing.csv',
      ...Object.keys(COUNTED_BY).map(by => `/staff/export/counts.csv?by=${by}`),
    ];
    const { id } = await deps.db.read.campaign.findFirstOrThrow();
    const organisations = await deps.db.read.organisation.findMany();
    const figures = async () => ({
      ...Object.fromEntries(
        await Promise.all(pages.map(async page => [page, (await viewer.get(page).expect(200)).text])),
      ),
      supporters: await Promise.all(
        organisations.map(({ key }) => countSupporters(deps.db, id, key, 10_000)),
      ),
      states: await deps.db.read.letter.groupBy({
        by: ['state', 'way'],
        where: { confirmedAt: { not: null } },
        orderBy: [{ state: 'asc' }, { way: 'asc' }],
        _count: true,
      }),
      begun: await deps.db.read.letter.count(),
    });
    const count = (where: object) => deps.db.read.letter.count({ where });
    const named = () =>
      count({ OR: [{ name: { not: '' } }, { email: { not: '' } }, { story: { not: '' } }] });
    const texts = () => count({ body: { not: null } });

    const before = await figures();
    const held = [await named(), await texts()];
    await purge(deps, deps.clock());
    expect(await figures()).toEqual(before);
    // It did take something: most of what was older than 28 days.
    expect(await named()).toBeLessThan((held[0] ?? 0) * 0.9);
    expect(await texts()).toBeLessThan((held[1] ?? 0) * 0.6);
    expect(
      await count({
        state: { in: ['accepted', 'replied', 'failed', 'bounced'] },
        updatedAt: { lt: new Date('2026-10-27T10:00:00Z') },
        OR: [{ body: { not: null } }, { address1: { not: '' } }, { postcode: { not: '' } }],
      }),
    ).toBe(0);
  });
});
