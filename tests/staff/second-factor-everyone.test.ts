import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { addStaff, appFormIn, formTokenIn, PASSWORD, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const FACTOR = '/staff/account/second-factor';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Somebody who was signed in without one before the site began to ask everyone for it. */
async function signedInBefore() {
  const { token, get } = await signIn(world, 'viewer');
  await get('/staff').expect(200);
  await world.restart({ SECOND_FACTOR: 'everyone' });
  const visitor = world.visitor();
  visitor.raw.jar.setCookie(`staff=${token}; Path=/`, '127.0.0.1', '/');
  return visitor;
}

it('leads whoever is signed in without one to add one, and opens everything else behind it', async () => {
  const viewer = await signedInBefore();
  for (const page of ['/staff', '/staff/account', '/staff/export']) {
    await viewer.get(page).expect(303).expect('Location', FACTOR);
  }
  const { text } = await viewer.get(FACTOR).expect(200);
  expect(text).toContain('Everyone who comes in here needs a second factor.');
  expect(text).not.toContain('Your password');
  const { form } = appFormIn(world, text);
  await viewer.post('/staff/account/password', form).expect(303).expect('Location', FACTOR);
  await viewer.post(FACTOR, form).expect(303);
  await viewer.get('/staff').expect(200);
  expect((await viewer.get('/staff/account/recovery-codes').expect(200)).text).not.toContain('Do without');
  const _csrf = formTokenIn((await viewer.get('/staff/account')).text);
  const refused = await viewer.post(`${FACTOR}/remove`, { _csrf, current: PASSWORD }).expect(403);
  expect(refused.text).toContain('You need a second factor here');
});

it('asks whoever signed in a while ago for their password, for the browser may have been left open', async () => {
  const viewer = await signedInBefore();
  world.pass(10 * MINUTE);
  const { text } = await viewer.get(FACTOR).expect(200);
  const { form } = appFormIn(world, text);
  expect((await viewer.post(FACTOR, form).expect(422)).text).toContain('Your password');
  await viewer.post(FACTOR, { ...form, current: PASSWORD }).expect(303);
  await viewer.get('/staff').expect(200);
});

it('tells an admin who lacks one, and what follows where it is taken away', async () => {
  await world.restart({ SECOND_FACTOR: 'everyone' });
  const admin = await signIn(world, 'admin');
  const bare = await addStaff(world, 'editor');
  const armed = await addStaff(world, 'editor', { factor: true });
  expect((await admin.get(`/staff/people/${bare.id}`)).text).toContain('has yet to add a second factor');
  const { text } = await admin.get(`/staff/people/${armed.id}`).expect(200);
  expect(text).toContain('<dd>open</dd>');
  expect(text).toContain('come in with their password alone to add a new one.');
});

it('is said on the page on which somebody sets an account up', async () => {
  await world.restart({ SECOND_FACTOR: 'everyone' });
  const admin = await signIn(world, 'admin');
  await admin.post('/staff/people', { email: 'nova@staff.example', role: 'viewer' }).expect(303);
  const link = /\/staff\/set-up\/[\w-]+/.exec((await admin.get('/staff/people')).text)?.[0] ?? '';
  const { text } = await world.visitor().get(link).expect(200);
  expect(text).toContain('Next you add a second factor');
});
