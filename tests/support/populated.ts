import { randomUUID } from 'node:crypto';
import { DAY } from '../../src/clock.ts';
import { startPause } from '../../src/delivery/pause.ts';
import { issueApiToken } from '../../src/figures/api-token.ts';
import { startSession } from '../../src/staff/session.ts';
import { issueSetUpLink } from '../../src/staff/set-up-link.ts';
import { openCampaignDesk } from './campaigns.ts';
import { IMAGES } from './images.ts';
import { accepted, later, submitted } from './lifecycle.ts';
import { addStaff, formTokenIn, PASSWORD, type StaffVisitor, seenOn, signIn } from './staff.ts';
import { EDITOR, openEditor } from './template-editor.ts';
import { confirmPath, LETTER, type Visitor, type World, writeLetter } from './world.ts';

/** Somebody in front of the site: what their browser keeps, and where they begin. */
export type Person = {
  name: string;
  cookies: [name: string, value: string][];
  start: string[];
  csrf?: string;
};
export type Population = Awaited<ReturnType<typeof populate>>;

const SLUG = 'school-attendance';
const PAGES = ['mp', 'mp/choose', 'letter', 'story', 'later', 'preview', 'sent', 'thanks'];
const WAYS_OUT = ['myself', 'myself/mail', 'myself/copy', 'myself/print'];
const ABOUT = ['/privacy', '/accessibility', '/data-sources', '/healthz', '/readyz', '/nothing-here'];

/**
 * Fills a world with letters in most of their states, with people who asked to be kept in touch, with staff of
 * each role, and with campaigns in three states. Its clock has moved on by two weeks after that.
 */
export async function populate(world: World) {
  const shared = { share_story: 'named', updates: ['contact'] };
  const settled = await accepted(world, { ...LETTER, ...shared, email: 'settled@supporter.example' });
  await later(world, 14 * DAY);
  world.mail.behaviour.refuse = address => (address.includes('parliament.uk') ? 550 : undefined);
  await accepted(world, { ...LETTER, email: 'failed@supporter.example' });
  delete world.mail.behaviour.refuse;

  const waiting = await submitted(world, { ...LETTER, email: 'waiting@supporter.example' });
  const writing = world.visitor();
  await writeLetter(writing, 'BS37 5AA', { ...LETTER, email: 'writing@supporter.example' });
  await writing.post(`/${SLUG}/later`, { email: 'writing@supporter.example' }).expect(303);
  const placed = world.visitor();
  await placed.post(`/${SLUG}/postcode`, { postcode: 'BS37 5AA' }).expect(303);
  const touched = await keptInTouch(world, 'touch@supporter.example');
  await submitted(world, { ...LETTER, email: 'queued@supporter.example' });
  await world.visitor().post(confirmPath(world, 'queued@supporter.example'), {}).expect(303);
  const tokens = tokensIn(world);

  await fillDesks(world);
  const staff = await staffOf(world);
  const at = (paths: string[]) => paths.map(page => `/${SLUG}/${page}`);
  const doors = Object.entries({ ...tokens, 'staff/set-up': staff.tokens['staff/set-up'] }).flatMap(
    ([page, all]) => all.map(token => `/${page}/${token}`),
  );

  const people: Person[] = [
    {
      name: 'a stranger',
      cookies: [],
      start: ['/', `/${SLUG}`, '/staff/sign-in', `/embed/${SLUG}`, ...ABOUT, ...doors],
    },
    { name: 'whoever gave a postcode', cookies: cookiesOf(placed), start: at(PAGES) },
    { name: 'a writer', cookies: cookiesOf(writing), start: at([...PAGES, ...WAYS_OUT]) },
    { name: 'whoever has to confirm', cookies: cookiesOf(waiting), start: at(PAGES) },
    { name: 'whoever has written', cookies: cookiesOf(settled), start: at(PAGES) },
    {
      name: 'whoever has no MP',
      cookies: cookiesOf(touched),
      start: at([...PAGES, 'keep-in-touch', 'keep-in-touch/sent']),
    },
    ...staff.people,
  ];
  return { people, tokens: { ...tokens, ...staff.tokens } as Record<string, string[]> };
}

/** Two more campaigns, a draft of the letter, and a picture. */
async function fillDesks(world: World): Promise<void> {
  const desk = await openCampaignDesk(world);
  await desk.copy('copied');
  await desk.draft('meals');
  const { id: campaignId } = await desk.row('copied');
  const picture = { type: 'image/png', width: 40, height: 24, alt: 'A kite', hash: 'kite' };
  const logo = { ...picture, campaignId, bytes: new Uint8Array(IMAGES.png) };
  await world.deps.db.write(tx => tx.campaignLogo.create({ data: logo }));
  const editor = await openEditor(world, 'words@staff.example');
  const form = await editor.form();
  await editor.post(EDITOR, { ...form, body: `${form.body}\nThank you.` }).expect(303);
}

async function keptInTouch(world: World, email: string): Promise<Visitor> {
  const visitor = world.visitor();
  await visitor.post(`/${SLUG}/postcode`, { postcode: 'N1 9AG' }).expect(303);
  await visitor.post(`/${SLUG}/mp`, { constituency: 'E14001290' }).expect(303);
  const wish = { email, told: 'yes', updates: ['contact'] };
  await visitor.post(`/${SLUG}/keep-in-touch`, wish).expect(303);
  return visitor;
}

/** Staff of each role, signed in; an admin who has still to give the code; and somebody invited. */
async function staffOf(world: World) {
  const people: Person[] = [];
  for (const role of ['viewer', 'editor', 'admin'] as const) {
    const visitor = await signIn(world, role);
    const second = { accountId: visitor.accountId, stage: 'open', device: 'Safari on iPhone' } as const;
    await world.deps.db.write(tx => startSession(tx, second, world.deps.clock()));
    const csrf = formTokenIn((await visitor.get('/staff/account')).text);
    const start = [
      '/staff',
      '/staff/templates/school-attendance',
      '/staff/templates/school-attendance/publish',
      ...(role === 'admin' ? await casesOf(world, visitor) : []),
    ];
    people.push({ name: `a signed-in ${role}`, cookies: [['staff', visitor.token]], start, csrf });
  }
  const half = await addStaff(world, 'admin');
  const visitor = world.visitor();
  await visitor.post('/staff/sign-in', { email: half.email, password: PASSWORD }).expect(303);
  const code = await visitor.get('/staff/sign-in/code').expect(200);
  const csrf = formTokenIn(code.text);
  const start = ['/staff/sign-in/code'];
  people.push({ name: 'an admin without the code', cookies: cookiesOf(visitor), start, csrf });
  return { people, tokens: await staffTokens(world, half.email) };
}

/** What an admin is asked to look into. @returns the paths of its pages */
async function casesOf(world: World, admin: StaffVisitor): Promise<string[]> {
  const left = await addStaff(world, 'viewer');
  await admin.post(`/staff/people/${left.id}/close`, {}).expect(303);
  const mp = '/staff/mps/E14001545';
  const corrected = { full_title: 'Rt Hon Claire Young', email: 'claire@invented.example' };
  const form = { ...corrected, address_as: '', circumstance: '', seen: await seenOn(admin, mp) };
  await admin.post(`${mp}/correction`, form).expect(303);
  const letters = await world.deps.db.read.letter.findMany({ select: { reference: true } });
  const cases = letters.map(({ reference }) => `/staff/letters/${reference}`);
  return [mp, `/staff/people/${left.id}`, '/staff/export?campaign=school-attendance', ...cases];
}

async function staffTokens({ deps: { db, clock } }: World, by: string) {
  const invited = { id: randomUUID(), email: 'invited@staff.example', role: 'viewer', createdAt: clock() };
  return db.write(async tx => {
    await tx.staffAccount.create({ data: invited });
    await startPause(tx, { campaignId: null, reason: 'A test.', startedBy: by }, clock());
    return {
      'staff/set-up': [await issueSetUpLink(tx, invited.id, clock())],
      counts: [await issueApiToken(tx, { name: 'A spreadsheet', createdBy: by, now: clock() })],
    };
  });
}

function cookiesOf({ raw }: Visitor): [string, string][] {
  const kept = raw.jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false });
  return kept.map(({ name, value }) => [name, value]);
}

/** The tokens of all links in all mails, by the page that they open. */
function tokensIn({ mail }: World): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const links = /\/(confirm|my-letter|reply|unsubscribe|carry-on|keep-in-touch)\/([\w-]{32})/g;
  for (const [, page = '', token = ''] of mail.received.flatMap(({ text }) => [
    ...(text ?? '').matchAll(links),
  ])) {
    found[page] = [...new Set([...(found[page] ?? []), token])];
  }
  return found;
}
