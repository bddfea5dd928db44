import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/clock.ts';
import { solve } from '../support/proof.ts';
import { signIn } from '../support/staff.ts';
import { confirmPath, LETTER, openWorld, previewed, submitLetter, type World } from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
const FORM = '/school-attendance/letter';
/** Its words are nobody else's. */
const STORY = (i: number) =>
  Array.from({ length: 20 }, (_, word) => `${(i * 7919 + word * 104_729).toString(36)}a`).join(' ');

let world: World;
beforeEach(async () => {
  world = await openWorld({ TRUST_PROXY: 'loopback' });
});
afterEach(() => world.close());

type Written = {
  story?: string;
  email?: string;
  name?: string;
  postcode?: string;
  more?: Record<string, string>;
};

/** Writes a letter at a person's pace, confirms it, and comes to the page that says so. */
async function write(
  i: number,
  { postcode = 'BS37 5AA', more = {}, pace = MINUTE, ...given }: Written & { pace?: number } = {},
) {
  const visitor = world.visitor();
  const email = given.email ?? `${'abcdefghij'[i % 10]}${'klmnopqrst'[Math.floor(i / 10)]}@supporter.example`;
  const name = given.name ?? `Writer ${'IVXLCDM'[i % 7]}${'a'.repeat(Math.floor(i / 7))}`;
  await visitor.post('/school-attendance/postcode', { postcode }).expect(303);
  world.pass(pace);
  const letter = { ...LETTER, story: STORY(i), ...given, email, name, ...more };
  if (letter.story === '') Object.assign(letter, { consent_story: '' });
  await visitor.post(FORM, letter).expect(303);
  const preview = await visitor.get('/school-attendance/preview').expect(200);
  const ip = `203.0.113.${i}`;
  await visitor
    .post('/school-attendance/preview', { ...previewed(preview.text), action: 'send' })
    .set('X-Forwarded-For', ip)
    .expect(303);
  await world.deliver();
  const link = confirmPath(world, email);
  const { headers } = await visitor.post(link, {}).set('X-Forwarded-For', ip).expect(303);
  const said = (await visitor.get(String(headers.location)).expect(200)).text;
  const { db } = world.deps;
  const { state, holdReason, reference } = await db.read.letter.findFirstOrThrow({ where: { email } });
  return { visitor, email, link, said, state, holdReason, reference: reference ?? '' };
}

describe('an honest supporter', () => {
  it('meets none of it', async () => {
    const { state, said } = await write(1);
    expect(state).toBe('confirmed');
    expect(said).toContain('We expect your letter to leave within a few minutes');
    expect(said).not.toContain('by hand');
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('without a story is one of as many as there are: the template is meant to be the same', async () => {
    for (let i = 0; i < 15; i += 1) expect((await write(i, { story: '' })).state).toBe('confirmed');
  });

  it('whose browser fills in the hidden field, or all at once, is not held for that alone', async () => {
    expect((await write(1, { more: { homepage: 'https://ada.example' } })).state).toBe('confirmed');
    expect((await write(2, { pace: 500 })).state).toBe('confirmed');
  });

  it('finds nothing new in the form: what is there for scripts is out of sight and reach', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' });
    const { text } = await visitor.get(FORM).expect(200);
    expect(text).toMatch(/<div class="not-for-people" aria-hidden="true">/);
    expect(text).toMatch(/name="homepage"[^>]*tabindex="-1" autocomplete="off"/);
    expect(text).not.toContain('data-puzzle');
  });
});

describe('one story in many letters', () => {
  it('is held from the eleventh letter on, none is lost, and each leaves once when staff release it', async () => {
    const letters = [];
    for (let i = 0; i < 50; i += 1) {
      letters.push(await write(i, { story: String(LETTER.story) }));
    }
    const states = letters.map(({ state }) => state);
    expect(states).toEqual([...Array(10).fill('confirmed'), ...Array(40).fill('held')]);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(10);

    const last = letters[49] as (typeof letters)[number];
    expect(last.holdReason).toBe('Please look: same story as 49 other letters');
    for (const { text } of [
      { text: last.said },
      await last.visitor.get('/school-attendance/thanks'),
      await last.visitor.get(last.link),
    ]) {
      expect(text).toContain('at the campaign is looking at it by hand');
      expect(text).not.toContain('Letters leave one after another');
    }
    expect(world.mail.to(last.email).at(-1)?.text).toMatch(
      /campaign\s+looks\s+at\s+it\s+before\s+it\s+leaves/,
    );

    const admin = await signIn(world, 'admin');
    const page = `/staff/letters/${last.reference}`;
    expect((await admin.get(page)).text).toContain('Held: Please look: same story as');
    const before = world.mail.to(MP).length;
    await admin.post(`${page}/release`, {}).expect(303);
    await admin.post(`${page}/release`, {}).expect(409);
    await world.deliver();
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(before + 1);
  });

  it('is forgotten after a week, and was never kept', async () => {
    for (let i = 0; i < 12; i += 1) await write(i, { story: String(LETTER.story) });
    const rows = JSON.stringify(await world.deps.db.read.tally.findMany());
    expect(rows).not.toMatch(/fined|supporter|BS37|203\.0|full day/);
    world.pass(8 * DAY);
    expect((await write(30, { story: String(LETTER.story) })).state).toBe('confirmed');
    expect(await world.deps.db.read.tally.count({ where: { expiresAt: { lte: world.deps.clock() } } })).toBe(
      0,
    );
  });
});

describe('one writer', () => {
  it('who writes from many postcodes in a day is held from the sixth one on, however the address is spelt', async () => {
    const postcodes = ['5AA', '5AB', '5AD', '5AE', '5AF', '5AF', '5AA', '5AG', '5AA'];
    const states = [];
    for (const [i, unit] of postcodes.entries()) {
      // Dots as well: behind a + alone, it would meet the limit of mail to one letter box.
      const email = `${'abcdefghij'.slice(0, i + 1)}.${'abcdefghij'.slice(i + 1)}+${i}@bot.example`;
      const { state } = await write(i, { email, postcode: `BS37 ${unit}` });
      states.push(state);
    }
    expect(states, 'a place counts once').toEqual([...Array(7).fill('confirmed'), 'held', 'held']);
  });
});

describe('a script', () => {
  it('that fills in everything at once is held, and the reason says what was seen', async () => {
    const { state, holdReason } = await write(1, { pace: 0, more: { homepage: 'https://bot.example' } });
    expect(state).toBe('held');
    expect(holdReason).toContain('a field that people do not see was filled in');
  });

  it('leaves its signs on the letter no longer than its writer is in it', async () => {
    const { email, reference } = await write(1, { pace: 0, more: { homepage: 'x' } });
    const admin = await signIn(world, 'admin');
    await admin.post(`/staff/letters/${reference}/erasure`, { typed: reference }).expect(303);
    const { db } = world.deps;
    expect(await db.read.letter.findFirst({ where: { email } })).toBeNull();
    expect(await db.read.letter.findFirst({ where: { reference } })).toMatchObject({
      signs: [],
      holdReason: null,
    });
  });
});

describe('with PROOF_OF_WORK=on', () => {
  it.each([
    ['a browser that does the sum', true, []],
    ['a browser without scripts', false, ['unproved']],
  ])('%s sends its letter all the same', async (_who, solves, signs) => {
    const proving = await openWorld({ PROOF_OF_WORK: 'on' });
    const visitor = proving.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' });
    proving.pass(MINUTE);
    const form = (await visitor.get(FORM)).text;
    expect(form).toContain('<script src="/assets/proof.js" type="module"></script>');
    const [, puzzle = '', bits = ''] = /data-puzzle="([^"]+)" data-bits="(\d+)"/.exec(form) ?? [];
    const proof = solves ? solve({ puzzle, bits: Number(bits) }) : '';
    await visitor.post(FORM, { ...LETTER, proof }).expect(303);
    await submitLetter(visitor, await visitor.get('/school-attendance/preview'));
    await proving.deliver();
    await visitor.post(confirmPath(proving), {}).expect(303);
    await proving.deliver();
    expect(proving.mail.to(MP)).toHaveLength(1);
    expect(await proving.deps.db.read.letter.findFirst()).toMatchObject({ signs });
    await proving.close();
  });
});
