import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '../../src/clock.ts';
import { typedTexts } from '../../src/staff/typed-texts.ts';
import { signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

describe('what was typed into a form that could not be taken', () => {
  it('is every text of some words, as typed, and no secret', () => {
    const body = {
      _csrf: 'one-word',
      background: 'Two\r\n\r\nparagraphs',
      current: 'quiet marmalade ladder',
      password: 'quiet marmalade ladder',
      again: 'quiet marmalade ladder',
      code: '123 456',
      secret: 'a b',
      name: 'Some words',
    };
    expect(typedTexts(body)).toEqual(['Two\n\nparagraphs', 'Some words']);
    expect(typedTexts(undefined)).toEqual([]);
  });
});

describe('a long text', () => {
  const CAMPAIGN = '/staff/campaigns/school-attendance';
  const FORM = { revision: '0', background: 'An hour’s <work>.\n\nAnd more.' };
  const SHOWN = '<div class="card typed">An hour’s &lt;work&gt;.\n\nAnd more.</div>';

  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('is shown once more to whoever was signed out meanwhile, with the way back to its page', async () => {
    const { raw, post } = await signIn(world, 'editor');
    world.pass(5 * HOUR);
    const late = await post(CAMPAIGN, FORM).set('Referer', `http://127.0.0.1${CAMPAIGN}`);
    expect([late.status, late.text]).toEqual([403, expect.stringContaining(SHOWN)]);
    const door = `/staff/sign-in?${new URLSearchParams({ next: CAMPAIGN })}`;
    expect(late.text).toContain(`href="${door.replaceAll('=', '&#x3D;')}"`);
    await raw.get(door).expect(200);
  });

  it.each(['no address', 'https://elsewhere.example/page'])('leads to the first page from %s', async from => {
    const { text } = await world.visitor().post(CAMPAIGN, FORM).set('Referer', from);
    expect(text).toContain('href="/staff/sign-in"');
  });

  it('is shown once more to whoever has signed in again since', async () => {
    const { post } = await signIn(world, 'editor');
    const { status, text } = await post(CAMPAIGN, { ...FORM, _csrf: 'of the session before' });
    expect([status, text]).toEqual([403, expect.stringContaining(SHOWN)]);
  });

  it('is shown once more where its campaign has another address by now', async () => {
    const { post } = await signIn(world, 'editor');
    const { status, text } = await post('/staff/campaigns/renamed', FORM);
    expect([status, text]).toEqual([404, expect.stringContaining(SHOWN)]);
  });

  it('is no part of a page that nobody typed anything for', async () => {
    const { get } = await signIn(world, 'editor');
    const { text } = await get('/staff/campaigns/renamed').expect(404);
    expect(text).not.toContain('What you typed');
    expect(text).toContain('<a href="/staff">Go to the dashboard</a>');
  });
});
