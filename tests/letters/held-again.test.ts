import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  submitLetter,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

const HOME = '/school-attendance';
const MP = 'claire.young.mp@parliament.uk';
const BY_STAFF = 'Threatens the MP';
const BY_ITSELF = 'Please look: a field that people do not see was filled in';

let world: World;
let visitor: Visitor;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin');
});
afterEach(() => world.close());

/** A letter that is held for that reason, and whose writer takes back that the story is sent. @returns its page for staff */
async function stoppedWhileHeld(reason: string): Promise<string> {
  visitor = await submitted(world);
  await visitor.post(confirmPath(world), {}).expect(303);
  const page = `/staff/letters/${(await onlyLetter(world)).reference}`;
  await admin.post(`${page}/hold`, { hold_reason: reason }).expect(303);
  await world.deliver();
  const consent = (await onlyLetter(world)).consents.find(({ kind }) => kind === 'story');
  await visitor
    .post(`${pathIn(world, 'my-letter')}/consents/${consent?.id}`, {})
    .expect(303)
    .expect('Location', /done=stopped$/);
  return page;
}

/** Its writer hands it over again and confirms it. */
async function sendsAfterAll(): Promise<void> {
  await visitor.post(`${HOME}/sent`, { action: 'change' }).expect(303);
  await visitor.post(`${HOME}/letter`, { ...LETTER, name: 'Ada B. Example' }).expect(303);
  await submitLetter(visitor, await visitor.get(`${HOME}/preview`).expect(200));
  await world.deliver();
  await visitor.post(confirmPath(world), {}).expect(303);
  await world.deliver();
}

describe('a letter that was stopped by its writer while it was held', () => {
  it.each([BY_STAFF, BY_ITSELF])('is held again where it is confirmed anew: %s', async reason => {
    const page = await stoppedWhileHeld(reason);
    const stopped = await onlyLetter(world);
    expect(stopped).toMatchObject({ state: 'awaiting_confirmation', confirmedAt: null });
    expect(stopped.consents.map(({ withdrawnAt }) => withdrawnAt)).toEqual([world.deps.clock()]);
    expect((await admin.get(page)).text).toContain(`Held, and taken back by its writer: ${reason}`);
    await admin.post(`${page}/release`, {}).expect(409);

    await sendsAfterAll();
    expect(await onlyLetter(world)).toMatchObject({ state: 'held', holdReason: reason });
    expect(world.mail.to(MP)).toEqual([]);
    expect(world.mail.to('ada@supporter.example').at(-1)?.text).toMatch(/looks\s+at\s+it/);

    await admin.post(`${page}/release`, {}).expect(303);
    await world.deliver();
    expect(await onlyLetter(world)).toMatchObject({ state: 'accepted', holdReason: null });
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('holds another one of the same person too, and nobody else’s', async () => {
    await stoppedWhileHeld(BY_STAFF);
    const another = world.visitor();
    await submitLetter(another, await writeLetter(another, 'BS37 5AA'));
    await world.deliver();
    await another.post(confirmPath(world), {}).expect(303);
    await accepted(world, { ...LETTER, name: 'Ben Example', email: 'ben@supporter.example' });
    expect(world.mail.to(MP).map(mail => mail.replyTo?.value[0]?.address)).toEqual(['ben@supporter.example']);
    const held = await world.deps.db.read.letter.findMany({ where: { state: 'held' } });
    expect(held.map(({ holdReason }) => holdReason)).toEqual([BY_STAFF]);
  });

  it('leaves no reason behind once it is erased', async () => {
    await stoppedWhileHeld(BY_STAFF);
    await visitor.post(`${pathIn(world, 'my-letter')}/erase`, {}).expect(303);
    expect(await onlyLetter(world)).toMatchObject({ state: 'erased', holdReason: null });
  });
});
