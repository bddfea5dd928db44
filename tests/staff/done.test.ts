import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

describe('what a staff page says was done', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it.each([
    ['/staff/account', 'sessions', 'You are signed out there.'],
    ['/staff/sending', 'resume', 'Sending goes on.'],
    ['/staff/retention', 'saved', 'Saved.'],
    ['/staff/campaigns/school-attendance', 'logo', 'The logo is saved.'],
    ['/staff/campaigns/school-attendance/asks', 'up', 'Moved up.'],
    ['/staff/campaigns/school-attendance/prompts', 'down', 'Moved down.'],
    ['/staff/campaigns/school-attendance/welsh', 'saved', 'Saved.'],
    ['/staff/templates/school-attendance/history', 'published', 'Supporters get this from now on'],
    ['/staff/mps/E14001545', 'withdrawal', 'withdrawn'],
  ])('is on %s for its own word alone', async (page, word, says) => {
    const admin = await signIn(world, 'admin');
    const noticed = async (done: string) =>
      /<p class="notice" role="status">(.*?)<\/p>/.exec((await admin.get(`${page}?done=${done}`)).text)?.[1];
    expect(await noticed(word)).toContain(says);
    for (const strange of ['constructor', 'toString', '__proto__', '<b>']) {
      expect(await noticed(encodeURIComponent(strange)), strange).toBeUndefined();
    }
  });
});
