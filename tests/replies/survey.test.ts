import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { signupOutcomes } from '../../src/figures/count.ts';
import { askForReplies, endAsking } from '../../src/replies/survey.ts';
import { ADA, accepted, later, mailsTo, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

const ASKED = /^Did .* reply\?$/;
const AGAIN = /^One more time/;
const ALL = { campaignId: null, from: null, to: null };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('asking whether the MP replied', () => {
  it('happens after 14 days and once more after 21, and never again', async () => {
    await accepted(world);
    await later(world, 14 * DAY - HOUR);
    expect(mailsTo(world, ASKED)).toHaveLength(0);
    await later(world, HOUR);
    expect(mailsTo(world, ASKED)).toHaveLength(1);
    await later(world, 7 * DAY - HOUR);
    expect(mailsTo(world, AGAIN)).toHaveLength(0);
    await later(world, HOUR);
    expect(mailsTo(world, AGAIN)).toHaveLength(1);
    for (let i = 0; i < 6; i += 1) await later(world, 2 * DAY);
    expect([mailsTo(world, ASKED).length, mailsTo(world, AGAIN).length]).toEqual([1, 1]);
  });

  it('follows the days that the campaign has chosen', async () => {
    await world.deps.db.write(tx => tx.campaign.updateMany({ data: { followUpDays: 20 } }));
    await accepted(world);
    await later(world, 19 * DAY);
    expect(mailsTo(world, ASKED)).toHaveLength(0);
    await later(world, DAY);
    expect(mailsTo(world, ASKED)).toHaveLength(1);
  });

  it('has a link for each of five answers, and no campaigning', async () => {
    await accepted(world);
    await later(world, 14 * DAY);
    const [mail] = mailsTo(world, ASKED);
    const answers = [...(mail?.text ?? '').matchAll(/\/reply\/[\w-]+\?answer=(\w+)/g)].map(([, key]) => key);
    expect(answers).toEqual(['helps', 'raised', 'standard', 'none', 'other']);
    expect(mail?.text).toContain('left on 24 November 2026');
    const { name, summary, slug } = await world.deps.db.read.campaign.findFirstOrThrow();
    for (const words of [name, summary, `/${slug}`]) expect(mail?.text).not.toContain(words);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('speaks of posting where the letter goes by post', async () => {
    const { db } = world.deps;
    await db.write(tx =>
      tx.member.updateMany({ where: { constituencyCode: 'E14001545' }, data: { email: null } }),
    );
    await accepted(world);
    expect((await onlyLetter(world)).state).toBe('confirmed');
    await later(world, 14 * DAY);
    expect(mailsTo(world, ASKED)[0]?.text).toMatch(/to print and\s+post/);
    const path = pathIn(world, 'reply');
    await world.visitor().post(path, { answer: 'helps' }).expect(303);
    expect((await onlyLetter(world)).state).toBe('replied');
    await world.visitor().post(path, { answer: 'none' }).expect(303);
    expect(await onlyLetter(world)).toMatchObject({ state: 'confirmed', answer: 'none' });
  });

  it.each<[string, (address: string) => boolean]>([
    ['that failed', address => address !== ADA],
    ['whose copy was refused', address => address === ADA],
  ])('passes over a letter %s', async (_what, isRefused) => {
    const visitor = await submitted(world);
    const path = confirmPath(world);
    world.mail.behaviour.refuse = address => (isRefused(address) ? 550 : undefined);
    await visitor.post(path, {}).expect(303);
    await world.deliver();
    world.mail.behaviour.refuse = undefined;
    await later(world, 15 * DAY);
    expect(mailsTo(world, ASKED)).toEqual([]);
  });

  it('passes over a letter that came back, and one that was erased', async () => {
    await accepted(world);
    const { id } = await onlyLetter(world);
    await world.deps.db.write(tx => tx.letter.update({ where: { id }, data: { state: 'bounced' } }));
    await accepted(world, { ...LETTER, name: 'Ben Example', email: 'ben@supporter.example' });
    await world
      .visitor()
      .post(`${pathIn(world, 'my-letter', 'ben@supporter.example')}/erase`, {})
      .expect(303);
    await later(world, 15 * DAY);
    expect(world.mail.received.filter(({ subject }) => ASKED.test(subject ?? ''))).toEqual([]);
  });
});

describe('an answer', () => {
  async function asked() {
    await accepted(world);
    await later(world, 14 * DAY);
    return pathIn(world, 'reply');
  }

  it('is chosen by the link and given by the button: opening changes nothing', async () => {
    const path = await asked();
    const { text } = await world.visitor().get(path).expect(200);
    expect(path).toContain('?answer=helps');
    expect(text).toMatch(/value="helps" checked/);
    expect(text.match(/ checked/g)).toHaveLength(1);
    expect(await onlyLetter(world)).toMatchObject({ state: 'accepted', answer: null });
    const { headers } = await world.visitor().post(path, { answer: 'helps' }).expect(303);
    expect((await world.visitor().get(`${headers.location}`).expect(200)).text).toContain(
      'Yes, and the reply helps',
    );
    expect(await onlyLetter(world)).toMatchObject({
      state: 'replied',
      answer: 'helps',
      answeredAt: world.deps.clock(),
    });
  });

  it('can be changed later, and the count of replies follows', async () => {
    const path = await asked();
    const replies = async () => (await signupOutcomes(world.deps.db, ALL)).replied;
    const counts: number[] = [];
    for (const answer of ['none', 'standard', 'raised', 'other', 'helps']) {
      await world.visitor().post(path, { answer }).expect(303);
      counts.push(await replies());
      const [{ n }] = (await world.deps.db.read.$queryRaw<{ n: bigint }[]>`
        SELECT COUNT(*) AS n FROM "Letter" WHERE answer IN ('standard', 'raised', 'helps')`) as [
        { n: bigint },
      ];
      expect(counts.at(-1)).toBe(Number(n));
    }
    expect(counts).toEqual([0, 1, 1, 0, 1]);
    expect((await world.visitor().get(path)).text).toContain('So far you have told us');
  });

  it('ends the asking, also when it is "not yet"', async () => {
    await world
      .visitor()
      .post(await asked(), { answer: 'none' })
      .expect(303);
    await later(world, 8 * DAY);
    expect(mailsTo(world, AGAIN)).toEqual([]);
  });

  it('must be one of the five', async () => {
    const path = await asked();
    const { text } = await world.visitor().post(path, { answer: 'maybe' }).expect(422);
    expect(text).toContain('<title>Error: ');
    expect(text).toContain('<a href="#answer">Choose the answer that fits best</a>');
    expect((await onlyLetter(world)).answer).toBeNull();
    await world.visitor().get('/reply/no-such-token').expect(404);
    await world.visitor().post('/reply/no-such-token', { answer: 'none' }).expect(404);
    await world.visitor().get(path.replace('/reply/', '/my-letter/')).expect(404);
  });

  it('is refused when another site sends it', async () => {
    const path = await asked();
    await world.visitor().raw.post(path).set('Sec-Fetch-Site', 'cross-site').send('answer=none').expect(403);
    expect((await onlyLetter(world)).answer).toBeNull();
  });
});

describe('unsubscribing', () => {
  it('takes one button: opening the page changes nothing', async () => {
    await accepted(world);
    await later(world, 14 * DAY);
    const path = pathIn(world, 'unsubscribe');
    expect((await world.visitor().get(path).expect(200)).text).toContain('Stop these emails');
    expect((await onlyLetter(world)).askingEndedAt).toBeNull();
    expect((await world.visitor().post(path, {}).expect(200)).text).toContain('You get no more questions');
    await later(world, 8 * DAY);
    expect(mailsTo(world, AGAIN)).toEqual([]);
    await world.visitor().get('/unsubscribe/no-such-token').expect(404);
  });

  it('works with one click from a mail program, which is of no site and has no cookies', async () => {
    await accepted(world);
    world.pass(14 * DAY);
    const baseUrl = new URL('https://letters.campaign.example');
    await askForReplies({ ...world.deps, baseUrl }, world.deps.clock());
    await world.deliver();
    const [mail] = mailsTo(world, ASKED);
    const header = /^List-Unsubscribe: <(https:[^>]+)>/m.exec((mail?.raw ?? '').replace(/\r\n\s+/g, ' '));
    expect(mail?.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const path = new URL(header?.[1] ?? '').pathname;
    await world.visitor().raw.post(path).type('form').send('List-Unsubscribe=One-Click').expect(200);
    expect((await onlyLetter(world)).askingEndedAt).toEqual(world.deps.clock());
    await later(world, 8 * DAY);
    expect(mailsTo(world, AGAIN)).toEqual([]);
    await world
      .visitor()
      .raw.post('/unsubscribe/no-such-token')
      .send('List-Unsubscribe=One-Click')
      .expect(404);
  });

  it('takes a question back that has not left', async () => {
    await accepted(world);
    world.pass(14 * DAY);
    const { deps } = world;
    await askForReplies(deps, deps.clock());
    const { id } = await onlyLetter(world);
    await deps.db.write(tx => endAsking(tx, id, deps.clock()));
    await world.deliver();
    expect(mailsTo(world, ASKED)).toEqual([]);
  });
});

it('keeps tokens out of the log', async () => {
  await accepted(world);
  await later(world, 14 * DAY);
  const paths = ['reply', 'unsubscribe', 'my-letter'].map(page => pathIn(world, page).replace(/\?.*/, ''));
  for (const path of paths) await world.visitor().get(path).expect(200).expect('Cache-Control', 'no-store');
  const log = JSON.stringify(world.log);
  for (const path of paths) expect(log).not.toContain(path.split('/').at(-1));
});
