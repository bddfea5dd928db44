import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/abuse/limits.ts';
import { formsIn } from '../support/forms.ts';
import { onlyLetter } from '../support/lifecycle.ts';
import { LETTER, openWorld, previewed, type Visitor, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const HOME = '/school-attendance';
const SEAT = 'E14001545';

/** Changes the text at the preview, and goes back from there. */
async function edited(visitor: Visitor) {
  const { subject, body } = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
  const mine = { subject, body: `${body}\n\nPS: thank you.` };
  await visitor.post(`${HOME}/preview`, { ...mine, action: 'answers' }).expect(303);
  return mine;
}

const choose = (visitor: Visitor, constituency: string) =>
  visitor.post(`${HOME}/mp`, { constituency }).expect(303);

describe('whoever has to wait, since their network has handed over many letters', () => {
  const most = LIMITS.find(({ use, by }) => use === 'hand-over' && by === 'home')?.uses ?? 0;

  async function useUp(): Promise<void> {
    for (let n = 0; n < most; n += 1) {
      await world.deps.limiter.countAddress('hand-over', { ip: '127.0.0.1' });
    }
  }

  it('finds what they typed at the preview still there', async () => {
    const visitor = world.visitor();
    const { subject, body } = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    await useUp();
    const mine = `${body}\n\nPS: thank you.`;
    await visitor.post(`${HOME}/preview`, { subject, body: mine, action: 'send' }).expect(429);
    expect(previewed((await visitor.get(`${HOME}/preview`).expect(200)).text).body).toBe(mine);
    expect((await onlyLetter(world)).state).toBe('draft');
  });

  it('goes on writing meanwhile', async () => {
    const visitor = world.visitor();
    const { subject, body } = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    await useUp();
    await visitor.post(`${HOME}/preview`, { subject, body, action: 'answers' }).expect(303);
  });
});

describe('a text that its writer has changed', () => {
  it('stays as it is when the same postcode is given again', async () => {
    const visitor = world.visitor();
    const { body } = await edited(visitor);
    await visitor.post(`${HOME}/postcode`, { postcode: 'bs37 5aa' }).expect(303);
    expect(previewed((await visitor.get(`${HOME}/preview`).expect(200)).text).body).toBe(body);
  });

  it('has the postcode of now when the MP is the same, however that was found', async () => {
    const visitor = world.visitor();
    const { body } = await edited(visitor);
    await visitor.post(`${HOME}/postcode`, { postcode: 'N1 9AG' }).expect(303);
    expect((await onlyLetter(world)).constituencyCode).toBeNull();
    await choose(visitor, SEAT);
    const now = previewed((await visitor.get(`${HOME}/preview`).expect(200)).text).body;
    expect(now).toBe(body.replace('BS37 5AA', 'N1 9AG'));
  });

  it('stays in its language, whatever that of the page where the postcode is given again', async () => {
    const visitor = world.visitor();
    await edited(visitor);
    await visitor.post(`${HOME}/postcode?lang=cy`, { postcode: 'BS37 5AA' }).expect(303);
    expect(await onlyLetter(world)).toMatchObject({ language: 'en', postcode: 'BS37 5AA' });
  });

  it('is made afresh for another MP', async () => {
    const visitor = world.visitor();
    await edited(visitor);
    const bath = await world.deps.db.read.constituency.findFirstOrThrow({ where: { name: 'Bath' } });
    await choose(visitor, bath.code);
    expect(await onlyLetter(world)).toMatchObject({ subject: null, body: null });
  });
});

describe('a preview that was open while another postcode was given', () => {
  /** The preview of the first place, and what happens to its text after the second. */
  async function inTwoTabs(edit: (body: string) => string) {
    const visitor = world.visitor();
    const story = 'I wrote to Claire Young MP, when we lived in Thornbury and Yate.';
    const { text } = await writeLetter(visitor, 'BS37 5AA', { ...LETTER, story });
    const [form] = formsIn(text, `${HOME}/preview`).filter(({ method }) => method === 'POST');
    const fields = Object.fromEntries(form?.fields ?? []);
    await visitor.post(`${HOME}/postcode`, { postcode: 'GL1 2EH' }).expect(303);
    const sent = { ...fields, body: edit(`${fields.body}`), action: 'send' };
    const page = await visitor.post(`${HOME}/preview`, sent).expect(409);
    expect(page.text).toContain('Your MP has changed since you began');
    return { page: page.text, body: previewed(page.text).body, story };
  }

  it('goes on with the letter of the place of now, where no word of it was changed', async () => {
    const { page, body, story } = await inTwoTabs(body => body);
    expect(page).not.toContain('You have changed this text yourself');
    expect(body).toContain(story);
    expect(body).toContain('GL1 2EH');
    expect(body.replace(story, '')).not.toMatch(/Thornbury|BS37|Claire Young/);
  });

  it('goes on with what was changed in it, under the name of the MP of now', async () => {
    const { page, body } = await inTwoTabs(body => `${body}\n\nPS: thank you.`);
    expect(page).toContain('You have changed this text yourself');
    expect(body).toMatch(/^Alex McIntyre MP\n[\s\S]*PS: thank you\.$/);
  });
});

describe('words that are sent just after the seat fell vacant', () => {
  it.each([
    ['/letter', { ...LETTER, story: 'Quite another story.' }, { story: 'Quite another story.' }],
    ['/letter/later', { ...LETTER, town: 'Otherton' }, { town: 'Otherton' }],
    ['/letter/questions', { ...LETTER, name: 'Ada Other' }, { name: 'Ada Other' }],
    ['/story', { 'answer-1': 'It was hard.' }, { story: expect.stringMatching(/It was hard\.$/) }],
    ['/later', { email: 'other@supporter.example' }, { email: 'other@supporter.example' }],
    [
      '/preview',
      { subject: 'Mine', body: 'All mine.', addressed_to: 'Claire Young MP', action: 'send' },
      { subject: 'Mine', body: 'All mine.', mpName: 'Claire Young MP', state: 'draft' },
    ],
  ])('are kept: %s', async (page, form, kept) => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA');
    await world.deps.db.write(tx => tx.member.delete({ where: { constituencyCode: SEAT } }));
    await visitor
      .post(HOME + page, form)
      .expect(303)
      .expect('Location', `${HOME}/mp`);
    expect(await onlyLetter(world)).toMatchObject(kept);
    expect((await visitor.get(`${HOME}/mp`).expect(200)).text).toContain('has no MP at the moment');
  });
});
