import { unzipSync } from 'fflate';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/abuse/limits.ts';
import { countSignups } from '../../src/figures/count.ts';
import { takenOut } from '../../src/figures/taken-out.ts';
import { pathIn } from '../support/lifecycle.ts';
import { signIn } from '../support/staff.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  submitLetter,
  unescaped,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const MYSELF = '/school-attendance/myself';
const ALL = { campaignId: null, from: null, to: null };

async function taker(email: string, edit = (body: string) => body) {
  const visitor = world.visitor();
  const page = await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email });
  const { subject, body } = previewed(page.text);
  await visitor
    .post('/school-attendance/preview', { subject, body: edit(body), action: 'myself' })
    .expect(303)
    .expect('Location', MYSELF);
  return visitor;
}

const bytesOf = (res: Response) =>
  new Promise<Buffer>(resolve => {
    const chunks: Buffer[] = [];
    res.on('data', (chunk: Buffer) => chunks.push(chunk));
    res.on('end', () => resolve(Buffer.concat(chunks)));
  });

describe('a letter that its writer sends', () => {
  it('is taken in each way as it was edited, and nothing claims that it was sent', async () => {
    const visitor = await taker('ways@supporter.example', body => body.replace('a week', 'two weeks'));
    const page = await visitor.get(MYSELF).expect(200);
    expect(page.text).toContain('claire.young.mp<wbr>@parliament.uk');
    expect(await world.deps.db.read.taking.count(), 'looking changes nothing').toBe(0);

    const mail = await visitor.post(MYSELF, { way: 'own_mail' }).expect(303);
    const opened = await visitor.get(String(mail.headers.location)).expect(200);
    const href = unescaped(/<a class="button" href="(mailto:[^"]+)"/.exec(opened.text)?.[1] ?? '');
    expect(href).toMatch(/^mailto:claire\.young\.mp@parliament\.uk\?subject=From%20your%20constituent/);
    expect(opened.text).toContain('too long to go along by itself');
    expect(unescaped(/<textarea id="text"[^>]*>([^<]*)/.exec(opened.text)?.[1] ?? '')).toContain(
      'He cried for two weeks.',
    );

    const copy = await visitor.post(MYSELF, { way: 'copied' }).expect(303);
    expect((await visitor.get(String(copy.headers.location)).expect(200)).text).toContain('readonly');
    const print = await visitor.post(MYSELF, { way: 'printed' }).expect(303);
    const sheet = (await visitor.get(String(print.headers.location)).expect(200)).text;
    expect(sheet).toContain('<p class="sender">1 Invented Street<br>Yate<br>BS37 5AA</p>');

    const text = await visitor.post(MYSELF, { way: 'text_file' }).expect(200);
    expect(text.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename=letter-to-claire-young-mp.txt',
      'cache-control': 'no-store',
    });
    expect(text.text).toMatch(
      /^Claire Young MP\r\nHouse of Commons\r\n[\s\S]*two weeks\.\r\n[\s\S]*BS37 5AA$/,
    );
    const word = await visitor
      .post(MYSELF, { way: 'word_file' })
      .buffer(true)
      .parse((res, done) => {
        bytesOf(res as never).then(bytes => done(null, bytes));
      });
    expect(word.headers['content-type']).toBe(
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    );
    expect(word.headers['content-disposition']).toBe('attachment; filename=letter-to-claire-young-mp.docx');
    const document = unzipSync(new Uint8Array(word.body))['word/document.xml'];
    expect(new TextDecoder().decode(document)).toContain('He cried for two weeks.');

    const letter = await world.deps.db.read.letter.findFirstOrThrow({ include: { takings: true } });
    expect(letter).toMatchObject({ state: 'draft', way: null, confirmedAt: null, submittedAt: null });
    expect(letter.takings.map(({ way }) => way).sort()).toEqual([
      'copied',
      'own_mail',
      'printed',
      'text_file',
      'word_file',
    ]);
  });

  it('counts apart, once however often it is taken, and no more once it is confirmed', async () => {
    const { db } = world.deps;
    const before = await takenOut(db, ALL);
    const visitor = await taker('apart@supporter.example');
    for (const way of ['printed', 'printed', 'copied']) await visitor.post(MYSELF, { way }).expect(303);
    const { letters, ways } = await takenOut(db, ALL);
    expect(letters).toBe(before.letters + 1);
    const grown = ways.map(({ way, count }, at) => [way, count - (before.ways[at]?.count ?? 0)]);
    expect(Object.fromEntries(grown)).toMatchObject({ own_mail: 0, copied: 1, printed: 1, text_file: 0 });
    expect(await countSignups(db, ALL)).toBe(0);
    const dashboard = await (await signIn(world, 'viewer')).get('/staff').expect(200);
    expect(dashboard.text).toContain('Taken out by their writers');

    await submitLetter(visitor, await visitor.get('/school-attendance/preview'));
    await visitor.get(MYSELF).expect(303).expect('Location', '/school-attendance/sent');
    await world.deliver();
    await visitor.post(confirmPath(world, 'apart@supporter.example'), {}).expect(303);
    const mine = await visitor.get(pathIn(world, 'my-letter', 'apart@supporter.example')).expect(200);
    expect(mine.text.match(/You opened it to (print|copy): 24 November 2026/g)).toHaveLength(2);
    const reference = /[A-Z\d]{4}-[A-Z\d]{4}/.exec(mine.text)?.[0];
    const seen = await (await signIn(world, 'admin')).get(`/staff/letters/${reference}`).expect(200);
    expect(seen.text).toContain('Opened to be printed');
    expect((await takenOut(db, ALL)).letters).toBe(before.letters);
    expect(await countSignups(db, ALL)).toBe(1);
    await visitor.get(MYSELF).expect(303).expect('Location', '/school-attendance/thanks');
  });

  it('needs an answer to all that the form asks, and a way that there is', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    await visitor.get(`${MYSELF}/print`).expect(303).expect('Location', '/school-attendance/preview');
    await visitor.post(MYSELF, { way: 'text_file' }).expect(303);
    await visitor.post(MYSELF, { way: 'pigeon' }).expect(404);
    await world.visitor().get(MYSELF).expect(404);
  });

  it('is no longer than a letter may be: to make a file of the longest form would keep everybody waiting', async () => {
    const visitor = await taker('long@supporter.example');
    const text = { subject: 'Long', body: 'a'.repeat(20_001) };
    await visitor.post('/school-attendance/preview', { ...text, action: 'myself' }).expect(422);
    await visitor
      .post(MYSELF, { way: 'word_file' })
      .expect(303)
      .expect('Location', '/school-attendance/preview');
  });

  it('is made for Word for a hall full of people, and not for ever; all else goes on', async () => {
    const visitor = await taker('word@supporter.example');
    const most = LIMITS.find(({ use, by }) => use === 'word-file' && by === 'home')?.uses ?? 0;
    const another = () => world.deps.limiter.countAddress('word-file', { ip: '127.0.0.1' });
    for (let i = 0; i < most; i += 1) await another().catch(() => undefined);
    await visitor.post(MYSELF, { way: 'word_file' }).expect(429);
    await visitor.post(MYSELF, { way: 'text_file' }).expect(200);
  });

  it('leads where the MP publishes no address, and is still there once it is confirmed', async () => {
    const visitor = world.visitor();
    const email = 'paper@supporter.example';
    await visitor.post('/school-attendance/postcode', { postcode: 'SO41 9AA' }).expect(303);
    await visitor.post('/school-attendance/mp', { constituency: 'E14001373' }).expect(303);
    await visitor.post('/school-attendance/letter', { ...LETTER, email }).expect(303);
    const preview = await visitor.get('/school-attendance/preview').expect(200);
    const buttons = [...preview.text.matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action);
    expect(buttons.slice(0, 2)).toEqual(['myself', 'send']);
    const ways = await visitor.get(MYSELF).expect(200);
    expect(ways.text).not.toContain('value="own_mail"');
    expect(ways.text).toContain('House of Commons, London SW1A\u00a00AA');
    await visitor.get(`${MYSELF}/mail`).expect(303).expect('Location', MYSELF);
    await submitLetter(visitor, preview);
    await world.deliver();
    await visitor.post(confirmPath(world, email), {}).expect(303);
    const thanks = await visitor.get('/school-attendance/thanks').expect(200);
    expect(thanks.text).toContain('now it is yours to post');
    expect(thanks.text).toContain(`<a class="button" href="${MYSELF}">Print, copy or download my letter</a>`);
    await visitor.post(MYSELF, { way: 'printed' }).expect(303);
    expect((await visitor.get(`${MYSELF}/print`).expect(200)).text).toContain('Ada Example');
  });

  it('stays as long as drafts are kept, as its page says', async () => {
    const visitor = await taker('stays@supporter.example');
    expect((await visitor.get(MYSELF).expect(200)).text).toContain('stays here for 7 days after');
    const chosen = { name: 'drafts', days: 30, reason: 'A test', changedAt: new Date(), changedBy: 'nobody' };
    await world.deps.db.write(tx => tx.retentionPeriod.create({ data: chosen }));
    expect((await visitor.get(MYSELF).expect(200)).text).toContain('stays here for 30 days after');
    await world.deps.db.write(tx => tx.retentionPeriod.deleteMany());
  });
});
