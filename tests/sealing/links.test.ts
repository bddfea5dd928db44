import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reencrypt } from '../../src/sealing/reencrypt.ts';
import { sealingOf } from '../../src/sealing/sealed-fields.ts';
import { ADA, pathIn } from '../support/lifecycle.ts';
import { LETTER, openWorld, submitLetter, type Visitor, type World, writeLetter } from '../support/world.ts';

const A = { APP_SECRET: 'the secret of last year, forty characters' };
const B = { APP_SECRET: 'the secret of this year, forty characters' };

let world: World;
beforeEach(async () => {
  world = await openWorld(A);
});
afterEach(() => world.close());

async function changeSecret(): Promise<void> {
  await world.restart({ ...B, APP_SECRET_PREVIOUS: A.APP_SECRET });
  const { db, secrets } = world.deps;
  const parts = { db, secrets, sealing: sealingOf(secrets) };
  expect((await reencrypt(parts, () => undefined)).done.Letter).toBe(1);
  expect((await reencrypt(parts, () => undefined)).done).toEqual({});
  await world.restart(B);
}

/** A visitor asks the application that was there when they came; this one asks that of now. */
function sameBrowser({ raw }: Visitor): Visitor {
  const visitor = world.visitor();
  const where = { domain: '127.0.0.1', path: '/', secure: false, script: false };
  for (const cookie of raw.jar.getCookies(where)) visitor.raw.jar.setCookie(`${cookie}`, '127.0.0.1', '/');
  return visitor;
}

describe('a change of the secret', () => {
  it.each<[string, Record<string, unknown>]>([
    ['put right', LETTER],
    ['taken out', { ...LETTER, email: '' }],
  ])('ends the links to a wrong address that was %s before it, as without it', async (_how, saved) => {
    const stranger = 'wrong@stranger.example';
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA');
    await visitor.post('/school-attendance/letter/later', { ...LETTER, email: stranger }).expect(303);
    await world.deliver();
    const links = ['my-letter', 'carry-on'].map(page => pathIn(world, page, stranger));
    await visitor.post('/school-attendance/letter/draft', saved as typeof LETTER).expect(204);
    await changeSecret();
    await sameBrowser(visitor).post('/school-attendance/letter/later', LETTER).expect(303);
    for (const link of links) await world.visitor().get(link).expect(404);
  });

  it('leaves the links to the right one as they are', async () => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA');
    await visitor.post('/school-attendance/letter/later', LETTER).expect(303);
    await world.deliver();
    const links = ['my-letter', 'carry-on'].map(page => pathIn(world, page, ADA));
    await changeSecret();
    await submitLetter(
      sameBrowser(visitor),
      await sameBrowser(visitor).get('/school-attendance/preview').expect(200),
    );
    for (const link of links) await world.visitor().get(link).expect(200);
  });
});
