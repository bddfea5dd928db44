import type { Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMAGES } from '../support/images.ts';
import { formTokenIn, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let editor: StaffVisitor;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  editor = await signIn(world, 'editor');
  token = formTokenIn((await editor.get('/staff/account')).text);
});
afterAll(() => world.close());

const PAGE = '/staff/campaigns/school-attendance';
const campaign = () =>
  world.deps.db.read.campaign.findUniqueOrThrow({
    where: { slug: 'school-attendance' },
    include: { logo: true },
  });

type Upload = {
  alt?: string;
  csrf?: string | null;
  site?: string;
  file?: Buffer;
  filename?: string;
  revision?: string;
  contentType?: string;
  more?: (request: Test) => Test;
};

/** Sends the logo form as a browser does: fields first, the file last. */
async function upload({
  alt = 'Contact',
  csrf = token,
  site = 'same-origin',
  file,
  filename = 'logo.png',
  contentType = 'image/png',
  revision,
  more = request => request,
}: Upload) {
  let request = editor.raw.post(`${PAGE}/logo`).set('Sec-Fetch-Site', site);
  if (csrf !== null) request = request.field('_csrf', csrf);
  request = request.field('revision', revision ?? String((await campaign()).revision)).field('alt', alt);
  request = more(request);
  return file ? request.attach('logo', file, { filename, contentType }) : request;
}

describe('a campaign’s logo', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['lossless', 'image/webp'],
  ] as const)('in the form %s is kept and served as %s, whatever it says it is', async (form, type) => {
    const answer = await upload({
      file: IMAGES[form],
      filename: '../../../etc/passwd',
      contentType: 'text/html',
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `${PAGE}?done=logo`]);
    const { logo } = await campaign();
    expect(logo).toMatchObject({ type, width: 40, height: 24, alt: 'Contact' });
    const page = await world.visitor().get('/school-attendance').expect(200);
    const src = `/school-attendance/logo?v=${logo?.hash}`;
    expect(page.text).toContain(`src="${src}" alt="Contact" width="40" height="24"`);
    const served = await world.visitor().raw.get(src).buffer(true).expect(200);
    expect(served.headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(Buffer.compare(served.body, IMAGES[form])).toBe(0);
    const unversioned = await world.visitor().get('/school-attendance/logo?v=other').expect(200);
    expect(unversioned.headers['cache-control']).toBe('public, max-age=60');
  });

  it('can have its description changed alone, and be removed', async () => {
    expect((await upload({ file: IMAGES.png })).status).toBe(303);
    expect((await upload({ alt: 'Contact, the charity' })).status).toBe(303);
    expect((await campaign()).logo).toMatchObject({ alt: 'Contact, the charity', type: 'image/png' });
    const { revision } = await campaign();
    const removed = await editor.post(`${PAGE}/logo/remove`, { revision: String(revision) });
    expect(removed.status).toBe(303);
    await world.visitor().get('/school-attendance/logo').expect(404);
  });

  it.each<[string, Upload, string]>([
    ['without a description', { file: IMAGES.png, alt: ' ' }, '<a href="#alt">Say what the logo shows'],
    ['without a file', {}, '<a href="#logo">Choose a picture'],
    ['with an empty file', { file: Buffer.alloc(0) }, 'this file is none'],
    [
      'that is an SVG by another name',
      { file: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(200)) },
      'Choose a PNG, JPEG or WebP picture',
    ],
    ['that is too large', { file: Buffer.concat([IMAGES.png, Buffer.alloc(200_001)]) }, 'at most 200 kB'],
    ['with sides that are too long', { file: pngOf(2_001, 20) }, 'this one is 2001 by 20'],
    ['with sides that are too short', { file: pngOf(200, 15) }, 'this one is 200 by 15'],
  ])('is refused %s, with what was typed', async (_, form, words) => {
    const answer = await upload({ alt: 'My own words', ...form });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<title>Error: ');
    expect(answer.text).toContain(words);
    if (form.alt === undefined) expect(answer.text).toContain('value="My own words"');
    expect((await campaign()).logo).toBeNull();
  });

  it('is not said to be saved where it was too large, and the campaign has changed meanwhile', async () => {
    expect((await upload({ file: IMAGES.png })).status).toBe(303);
    const revision = String((await campaign()).revision);
    const file = Buffer.concat([IMAGES.jpeg, Buffer.alloc(200_001)]);
    expect((await upload({ file: IMAGES.png, revision: '0' })).status).toBe(303);
    expect((await upload({ file, revision: '0' })).status).toBe(409);
    await editor.post(`${PAGE}/logo/remove`, { revision });
  });

  it('is taken up to the very limits', async () => {
    const { text } = await editor.get(PAGE).expect(200);
    expect(text).toContain('at most 200 kB, with sides of 16 to 2,000 pixels');
    const padded = Buffer.concat([pngOf(2_000, 16), Buffer.alloc(200_000 - 33)]);
    expect(padded.length).toBe(200_000);
    expect((await upload({ file: padded })).status).toBe(303);
    const { revision } = await campaign();
    await editor.post(`${PAGE}/logo/remove`, { revision: String(revision) });
  });

  it.each<[string, Upload]>([
    ['without the form token', { csrf: null }],
    ['with another token', { csrf: 'x'.repeat(43) }],
    ['with the token twice', { more: request => request.field('_csrf', 'again') }],
    ['with the token only in the address', { csrf: null, more: request => request.query({ _csrf: token }) }],
  ])('is refused %s', async (_, form) => {
    const answer = await upload({ file: IMAGES.png, ...form });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('That page was out of date');
    expect((await campaign()).logo).toBeNull();
  });

  it('is refused from another site, whoever is signed in', async () => {
    const answer = await upload({ file: IMAGES.png, site: 'cross-site' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('That did not come from this site');
    expect((await campaign()).logo).toBeNull();
  });

  it('is refused to a viewer before any part is read', async () => {
    const viewer = await signIn(world, 'viewer');
    const answer = await viewer.raw
      .post(`${PAGE}/logo`)
      .set('Sec-Fetch-Site', 'same-origin')
      .attach('logo', IMAGES.png, 'logo.png');
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Your role does not open this page');
  });

  it.each<[string, Upload]>([
    ['a second file', { more: request => request.attach('logo', IMAGES.png, 'again.png') }],
    ['a file in another field', { more: request => request.attach('other', IMAGES.png, 'other.png') }],
    [
      'many fields',
      { more: request => Array.from('abcdef').reduce((r, name) => r.field(name, '1'), request) },
    ],
    ['a long field', { alt: 'x'.repeat(2_001) }],
    ['a long name of a field', { more: request => request.field('x'.repeat(51), '1') }],
  ])('is refused as damaged with %s', async (_, form) => {
    const answer = await upload({ file: IMAGES.png, ...form });
    expect(answer.status).toBe(400);
    expect((await campaign()).logo).toBeNull();
  });

  it.each([
    ['cut short', '--b\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\nPNG'],
    ['without an end of its headers', '--b\r\nContent-Disposition: form-data'],
  ])('is refused when the body is %s', async (_, body) => {
    const answer = await editor.raw
      .post(`${PAGE}/logo`)
      .set('Sec-Fetch-Site', 'same-origin')
      .set('Content-Type', 'multipart/form-data; boundary=b')
      .send(body);
    expect(answer.status).toBe(400);
  });

  it('is the one place that reads parts: elsewhere they are nothing', async () => {
    const answer = await editor.raw
      .post(PAGE)
      .set('Sec-Fetch-Site', 'same-origin')
      .field('_csrf', token)
      .field('name', 'Renamed');
    expect(answer.status).toBe(403);
    const supporter = await world
      .visitor()
      .raw.post('/school-attendance/postcode')
      .set('Sec-Fetch-Site', 'same-origin')
      .field('postcode', 'BS37 5AA');
    expect(supporter.status).toBe(422);
  });

  it('goes with a copy of the campaign, and shows in its preview', async () => {
    expect((await upload({ file: IMAGES.png })).status).toBe(303);
    await editor.post('/staff/campaigns', { name: 'Copy', slug: 'with-logo', from: 'school-attendance' });
    const preview = await editor.get('/staff/campaigns/with-logo/preview').expect(200);
    const src = /src="(\/staff\/campaigns\/with-logo\/logo[^"]*)"/.exec(preview.text)?.[1] ?? '';
    await editor
      .get(src)
      .expect(200)
      .expect('Content-Type', 'image/png')
      .expect('Cache-Control', 'private, max-age=31536000, immutable');
    await world.visitor().get('/with-logo/logo').expect(404);
  });
});

/** The head of a PNG of that size: all that is looked at. */
function pngOf(width: number, height: number): Buffer {
  const head = Buffer.from(IMAGES.png.subarray(0, 33));
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}
