import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStarterCampaigns, RESERVED_SLUGS } from '../../src/campaigns/starter-campaigns.ts';
import { openWorld, type World } from '../support/world.ts';

type Layer = { handle: { stack?: Layer[] }; route?: { path: string } };

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const paths = (stack: Layer[]): string[] =>
  stack.flatMap(({ route, handle }) => [...(route ? [route.path] : []), ...paths(handle.stack ?? [])]);

describe('a campaign’s name in addresses', () => {
  it('is none that the site’s own addresses begin with', () => {
    const own = paths(world.app.router.stack as unknown as Layer[])
      .map(route => route.split('/')[1] ?? '')
      .filter(first => first && !first.startsWith(':'));
    expect(own).toContain('staff');
    for (const first of own) expect([first, RESERVED_SLUGS.has(first)]).toEqual([first, true]);
  });

  it('“staff” is refused', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-campaign-'));
    writeFileSync(path.join(dir, 'staff.json'), JSON.stringify({ slug: 'staff' }));
    await expect(loadStarterCampaigns(world.deps.db, dir, new Date())).rejects.toThrow(
      'is the address of something else',
    );
    rmSync(dir, { recursive: true });
  });
});
