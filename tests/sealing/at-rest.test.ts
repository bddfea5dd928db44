import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealedAbout, standingIn } from '../support/files.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';

/** Words that stand nowhere else, so that each can be looked for in the bytes of the files. */
const ZOE = {
  ...LETTER,
  story: 'Zanzibarquill the story.',
  name: 'Zoe Xylographic',
  email: 'Zoe.Unlikely@supporter.example',
  address1: '77 Quixotic Crescent',
  address2: 'Flat Vermilionish',
  town: 'Oobleckton',
  share_story: 'named',
  updates: ['contact'],
};
const TYPED = [
  'Zanzibarquill',
  'ylographic',
  'Zoe.Unlikely',
  'zoe.unlikely',
  'Quixotic',
  'Vermilionish',
  'Oobleckton',
  'BS37 5AA',
  'BS375AA',
  'Grandiloquent',
];

let world: World;
let visitor: Visitor;
beforeEach(async () => {
  world = await openWorld();
  visitor = world.visitor();
});
afterEach(() => world.close());

/** Nothing typed stands in the files, which do hold it sealed. */
async function expectSealed(state: string): Promise<void> {
  const letter = await world.deps.db.read.letter.findFirstOrThrow();
  expect(letter).toMatchObject({
    state,
    story: ZOE.story,
    name: ZOE.name,
    email: ZOE.email,
    postcode: 'BS37 5AA',
  });
  expect([state, await standingIn(world, TYPED)]).toEqual([state, []]);
  expect(await standingIn(world, await sealedAbout(world, letter.id))).not.toEqual([]);
  expect(await standingIn(world, ['Yate and', 'Claire Young'])).not.toEqual([]);
}

async function handedOver(): Promise<void> {
  const { subject, body } = previewed((await writeLetter(visitor, 'BS37 5AA', ZOE)).text);
  await expectSealed('draft');
  const text = { subject, body: `${body}\n\nGrandiloquent words of my own.` };
  await visitor.post('/school-attendance/preview', { ...text, action: 'send' }).expect(303);
  await expectSealed('awaiting_confirmation');
  const [mail] = await world.deps.db.read.outboxMail.findMany();
  expect(mail).toMatchObject({ kind: 'confirmation', message: { to: { address: ZOE.email } } });
  await world.deliver();
  const link = confirmPath(world, ZOE.email);
  expect(await standingIn(world, [link.slice('/confirm/'.length)]), 'no token in a mail that waits').toEqual(
    [],
  );
  await visitor.post(link, {}).expect(303);
  await expectSealed('confirmed');
}

describe('a letter at rest', () => {
  it('stands nowhere in clear from its draft to the mail server, and leaves as it was written', async () => {
    await handedOver();
    await world.deliver();
    await expectSealed('accepted');
    const [toMp] = world.mail.to(MP);
    for (const words of [
      'Zanzibarquill the story.',
      'Zoe Xylographic',
      '77 Quixotic Crescent',
      'Grandiloquent',
      'BS37 5AA',
    ]) {
      expect(toMp?.text).toContain(words);
    }
    expect(toMp?.replyTo?.text).toContain(ZOE.email);
    expect(world.mail.to(ZOE.email).at(-1)?.text).toContain('Grandiloquent words of my own.');
  });

  it('stands nowhere in clear when it could not be sent', async () => {
    await handedOver();
    world.mail.behaviour.refuse = address => (address === MP ? 550 : undefined);
    await world.deliver();
    await expectSealed('failed');
    expect(world.mail.to(ZOE.email).at(-1)?.text).toContain('Grandiloquent words of my own.');
    expect(world.mail.to(MP)).toEqual([]);
  });

  it('stands nowhere in clear after its writer took it back and changed it', async () => {
    await writeLetter(visitor, 'BS37 5AA', { ...ZOE, story: 'Grandiloquent at first.' });
    await visitor.post('/school-attendance/letter', ZOE).expect(303);
    await expectSealed('draft');
  });
});

describe('somebody who asked to be kept in touch', () => {
  it('stands nowhere in clear, and gets their mail', async () => {
    await visitor.post('/school-attendance/postcode', { postcode: 'EH1 1YZ' }).expect(303);
    await visitor
      .post('/school-attendance/keep-in-touch', { email: ZOE.email, updates: ['contact'] })
      .expect(303);
    expect(await world.deps.db.read.contact.findFirst()).toMatchObject({ email: ZOE.email });
    expect(await standingIn(world, [...TYPED, 'EH1 1YZ'])).toEqual([]);
    await world.deliver();
    expect(world.mail.to(ZOE.email)).toHaveLength(1);
  });
});
