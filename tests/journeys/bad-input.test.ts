import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  submitLetter,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const FORM = '/school-attendance/letter';
const AT = ['postcode', 'mp', 'letter', 'preview', 'sent', 'keep-in-touch'].map(
  page => `/school-attendance/${page}`,
);

async function withPlace() {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
  return visitor;
}

async function rename(email: string, name: string): Promise<void> {
  const { db } = world.deps;
  const { id } = await db.read.letter.findFirstOrThrow({ where: { email } });
  await db.write(tx => tx.letter.update({ where: { id }, data: { name } }));
}

describe('the letter form', () => {
  it('keeps everything typed when something is missing, and lands each error on its field', async () => {
    const visitor = await withPlace();
    const page = await visitor
      .post(FORM, { ...LETTER, name: '', email: 'ada@', relationship: 'nobody', consent_story: '' })
      .expect(422);
    for (const field of ['relationship', 'consent_story', 'name', 'email']) {
      expect(page.text).toContain(`<a href="#${field}">`);
      expect(page.text, 'on what can be filled in').toMatch(new RegExp(`<input[^>]* id="${field}"`));
    }
    expect(page.text).toContain('<title>Error: Your letter');
    expect(page.text).toContain('He cried for a week.');
    const again = await visitor.get(FORM).expect(200);
    expect(again.text, 'also after a reload').toContain('He cried for a week.');
    await visitor.get('/school-attendance/preview').expect(303).expect('Location', FORM);
  });

  it.each([
    ['no asks', { asks: [] }, '#asks'],
    ['an ask that is not on offer', { asks: ['culture', '__proto__'] }, '#asks'],
    ['a story over 10,000 characters', { story: 'x'.repeat(10_001) }, '#story'],
    ['a name without letters', { name: '42' }, '#name'],
    ['a web address for a name', { name: 'Ada, see https://evil.example/pay' }, '#name'],
    ['a bare web address in a name', { name: 'Ada evil.example' }, '#name'],
    ['a web address with a digit at the end of a name', { name: 'Claim it at prize24.com' }, '#name'],
    ['a web address with a digit before its dot', { name: 'Ada at prize-4u.com' }, '#name'],
    ['a web address with wide full stops in a name', { name: 'Ada evil．example' }, '#name'],
    ['a web address with Chinese full stops in a name', { name: 'Ada evil。example' }, '#name'],
    ['a web address with an accent before its dot', { name: 'Ada cafe\u0301.example' }, '#name'],
    ['a web address with something unseen in it', { name: 'Ada evi\u200dl.example' }, '#name'],
    ['a web address whose end has signs for vowels', { name: 'Ada evil.भारत' }, '#name'],
    ['an email address for a name', { name: 'ada@supporter.example' }, '#name'],
    ['a number to ring in a name', { name: 'Ring 0 700 900' }, '#name'],
    ['a number to ring in wide digits', { name: 'Ring ０７００ ９００' }, '#name'],
    ['a number to ring in Arabic digits', { name: 'Ring ٠٧٠٠ ٩٠٠' }, '#name'],
    ['two addresses for one email', { email: 'a@b.example, c@d.example' }, '#email'],
    ['an email with a header in it', { email: 'a@b.example\r\nBcc: c@d.example' }, '#email'],
    ['no address', { address1: '' }, '#address1'],
    ['no town', { town: ' \u0000 ' }, '#town'],
    ['a made-up choice about the story', { share_story: 'everyone' }, '#share_story'],
  ])('refuses %s', async (_what, change, anchor) => {
    const visitor = await withPlace();
    const page = await visitor.post(FORM, { ...LETTER, ...change }).expect(422);
    expect(page.text).toContain(`<a href="${anchor}">`);
    expect(page.text).toMatch(new RegExp(`<(input|textarea)[^>]* id="${anchor.slice(1)}"`));
  });

  it.each([
    'J.R.R. Example',
    'J.Example',
    'Zoë O’Example-Smith 3rd',
    'نيلوفر‌ مثال',
    'नेहा उदाहरण',
    'Ada, Ben & Cy',
  ])('takes %j for a name', async name => {
    const visitor = await withPlace();
    await visitor
      .post(FORM, { ...LETTER, name })
      .expect(303)
      .expect('Location', '/school-attendance/preview');
  });

  it('lets nobody into a mail’s headers', async () => {
    const visitor = world.visitor();
    const name = 'Ada\r\nBcc: other\u202e "Example"';
    await submitLetter(
      visitor,
      await writeLetter(visitor, 'BS37 5AA', { ...LETTER, name, email: 'crlf@supporter.example' }),
    );
    await world.deliver();
    // The form refuses it, and an earlier version did not.
    await rename('crlf@supporter.example', 'Ada\r\nBcc: other@victim.example\r\n "Example" <x@y.example>');
    await visitor.post(confirmPath(world, 'crlf@supporter.example'), {}).expect(303);
    await world.deliver();
    expect(world.mail.received.flatMap(({ envelope }) => envelope.to)).not.toContain('other@victim.example');
    const letter = world.mail.to('claire.young.mp@parliament.uk').at(-1);
    expect(letter?.bcc).toBeUndefined();
    expect(letter?.from?.value).toHaveLength(1);
    expect(letter?.from?.value[0]?.address).toBe('letters@campaign.example');
    expect(letter?.replyTo?.value.map(({ address }) => address)).toEqual(['crlf@supporter.example']);
  });

  it('puts no markup into the mail that is HTML', async () => {
    const visitor = world.visitor();
    const email = 'html@supporter.example';
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email }));
    await rename(email, 'Ada <b title="x">Example</b> & "co"');
    await visitor.post('/school-attendance/sent', { action: 'again' }).expect(303);
    await world.deliver();
    const html = world.mail.to('html@supporter.example').at(-1)?.html;
    expect(html).toContain('Ada &lt;b title');
    expect(html).not.toContain('<b title');
  });

  it('hears a repeated field once', async () => {
    const visitor = await withPlace();
    await visitor.post(FORM, { ...LETTER, name: ['Ada Example', 'Eve Example'] }).expect(303);
    const preview = await visitor.get('/school-attendance/preview');
    expect(previewed(preview.text).body).toContain('\nAda Example\n');
    expect(previewed(preview.text).body).not.toContain('Eve');
  });

  it('carries emoji, right-to-left text and braces, and drops NUL', async () => {
    const story = '👩‍👧 \u0000 مرحبا {{#each this}}{{/each}} </textarea><script>1</script>';
    const preview = await writeLetter(world.visitor(), 'BS37 5AA', { ...LETTER, story });
    expect(preview.text).not.toContain('<script>1');
    expect(previewed(preview.text).body).toContain(
      '👩‍👧  مرحبا {{#each this}}{{/each}} </textarea><script>1</script>',
    );
  });
});

describe('the preview', () => {
  it('refuses an empty letter and one that is too long, and offers to start again from the answers', async () => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA');
    const page = await visitor
      .post('/school-attendance/preview', { subject: 'x', body: '  ', action: 'send' })
      .expect(422);
    expect(page.text).toContain('<a href="#body">');
    const long = { subject: 'x'.repeat(203), body: 'x'.repeat(21_500), action: 'send' };
    const tooLong = await visitor.post('/school-attendance/preview', long).expect(422);
    expect(tooLong.text).toContain('Take out 3 or more characters: it can have 200');
    expect(tooLong.text).toContain('Take out 1,500 or more characters: it can have 20,000');
    await visitor.post('/school-attendance/preview', { subject: '', body: '', action: 'afresh' }).expect(303);
    const afresh = await visitor.get('/school-attendance/preview').expect(200);
    expect(previewed(afresh.text).body).toContain('He cried for a week.');
  });

  it('keeps edits when the supporter goes back to the answers', async () => {
    const visitor = world.visitor();
    const text = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    await visitor
      .post('/school-attendance/preview', { ...text, body: `${text.body}\nPS.`, action: 'answers' })
      .expect(303)
      .expect('Location', FORM);
    const page = await visitor.get('/school-attendance/preview').expect(200);
    expect(previewed(page.text).body).toMatch(/PS\.$/);
    expect(page.text).toContain('You have changed this text yourself');
  });
});

describe('hostile requests', () => {
  it.each(
    AT.flatMap(url => [
      [url, { story: 'x'.repeat(1_000_000) }],
      [url, { story: 'x'.repeat(40_000), body: ['y'.repeat(20_000), 'z'.repeat(6_000)] }],
    ]),
  )('to %s with more than anybody types are refused with a page', async (url, form) => {
    const visitor = await withPlace();
    const page = await visitor.post(url, form).expect(413);
    expect(page.text).toContain('That is too much text');
  });

  it.each(AT)('bytes that are not UTF-8 to %s are refused with a page', async url => {
    const visitor = await withPlace();
    for (const body of [
      Buffer.from('postcode=%FF%FE&story=%C3%28'),
      Buffer.from('a=%FF'),
      Buffer.from([0x61, 0x3d, 0xff, 0xfe]),
    ]) {
      const request = visitor.raw.post(url).set('Sec-Fetch-Site', 'same-origin');
      const page = await request
        .set('Content-Type', 'application/x-www-form-urlencoded')
        // Else the bytes would be sent as JSON.
        .serialize(sent => sent)
        .send(body)
        .expect(400);
      expect(page.text).toContain('That arrived damaged');
    }
  });

  it.each(AT)('%s survives fields of every odd kind', async url => {
    const visitor = await withPlace();
    const odd = [
      'a[b]=1&a=2',
      '__proto__=1&constructor=2',
      'story&name&=&&',
      'constituency=a&constituency=b',
      '%00=%00',
    ];
    for (const body of odd) {
      const request = visitor.raw.post(url).set('Sec-Fetch-Site', 'same-origin').type('form').send(body);
      const { status } = await request;
      expect(status).toBeLessThan(500);
    }
  });

  it.each([
    '/%FF',
    '/embed/%FF',
    '/assets/%FF',
    '/school-attendance/%00',
    '/confirm/%E0%A4%A',
    '/../etc/passwd',
    '/assets/..%2f..%2fpackage.json',
    '/confirm/',
  ])('the address %s is answered with a page of ours', async url => {
    const page = await world.visitor().raw.get(url);
    expect([400, 404]).toContain(page.status);
    expect(page.text).toContain('Dear MP');
  });

  it('a forged or unknown draft cookie leads to the start, and to nobody’s letter', async () => {
    for (const cookie of [
      'draft-school-attendance=forged',
      'draft-school-attendance=%00%FF',
      'draft-school-attendance=',
    ]) {
      for (const url of ['mp', 'letter', 'preview', 'sent', 'keep-in-touch']) {
        const page = await world
          .visitor()
          .raw.get(`/school-attendance/${url}`)
          .set('Cookie', cookie)
          .expect(404);
        expect(page.text).toContain('We cannot find your letter on this device');
      }
    }
  });

  it('what is sent after the draft is gone is shown once more, to be copied', async () => {
    const shown = (text: string) => `<div class="card typed">${text}</div>`;
    for (const [url, form, words] of [
      ['letter', { ...LETTER, story: 'He <cried>.\r\n\r\nFor a week.' }, 'He &lt;cried&gt;.\n\nFor a week.'],
      ['story', { 'answer-1': 'One answer.', before: 'Not shown.' }, 'One answer.'],
      ['preview', { subject: 'Mine', body: 'All mine.', action: 'send' }, 'All mine.'],
    ] as const) {
      const page = await world.visitor().post(`/school-attendance/${url}`, form).expect(404);
      expect(page.text).toContain(shown(words));
      expect(page.text.match(/card typed/g)).toHaveLength(1);
    }
    const page = await world.visitor().get('/school-attendance/letter').expect(404);
    expect(page.text).not.toContain('What you typed');
  });

  it('JSON, multipart and no body at all are no 5xx', async () => {
    const visitor = await withPlace();
    for (const url of AT) {
      const post = () => visitor.raw.post(url).set('Sec-Fetch-Site', 'same-origin');
      expect((await post().type('json').send('{"a":')).status).toBeLessThan(500);
      expect((await post().field('a', 'b')).status).toBeLessThan(500);
      expect((await post()).status).toBeLessThan(500);
      expect((await post().type('application/x-www-form-urlencoded; charset=utf-7').send('a=b')).status).toBe(
        415,
      );
    }
  });
});
