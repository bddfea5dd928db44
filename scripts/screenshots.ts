// npm run screenshots: pictures of the main pages for docs/images, of the real application with made-up
// letters and plainly invented people. Names given as arguments, such as "campaign staff-map", take those alone.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { loadDemo } from '../src/demo/load-demo.ts';
import { buildDeps } from '../src/deps.ts';
import { TOTP_PURPOSE } from '../src/staff/parts.ts';
import { startSession } from '../src/staff/session.ts';
import { LAUNCH } from './chromium.ts';

const IMAGES = path.join(import.meta.dirname, '..', 'docs', 'images');
/** Bytes: a repository keeps every picture that it ever had. */
const LARGEST = 60_000;
const SIZES = { phone: { width: 320, height: 900 }, desk: { width: 1280, height: 860 } } as const;

const wanted = new Set(process.argv.slice(2));
const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-pictures-'));
const server = createServer();
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
const deps = await buildDeps(
  loadConfig({
    NODE_ENV: 'test',
    BASE_URL: baseUrl,
    DATABASE_URL: `file:${path.join(dir, 'pictures.db')}`,
    // Nothing leaves: no worker runs.
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'letters@campaign.example',
    LOG_LEVEL: 'error',
  }),
);
const { db, clock } = deps;
await loadDemo(deps, { production: false, now: clock(), add: false, seed: 1, letters: 12_000, days: 60 });
server.on('request', createApp(deps));
const browser = await chromium.launch(LAUNCH);

for (const [size, viewport] of Object.entries(SIZES)) {
  const page = await open({ viewport });
  await supporterPages(page, name => take(page, `${name}-${size}`));
}
const dark = await open({ viewport: SIZES.desk, colorScheme: 'dark' });
await dark.goto('/school-attendance');
await take(dark, 'campaign-dark');
await staffPages(await open({ viewport: { width: 1100, height: 760 } }));

await browser.close();
server.closeAllConnections();
server.close();
await deps.close();
rmSync(dir, { recursive: true });

async function open(options: BrowserContextOptions): Promise<Page> {
  return (await browser.newContext({ baseURL: baseUrl, ...options })).newPage();
}

async function supporterPages(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  await page.goto('/school-attendance');
  await shoot('campaign');
  await page.getByLabel('Your home postcode').fill('BS37 5AA');
  await page.getByRole('button', { name: 'Find my MP' }).click();
  await shoot('mp');
  await page.goto('/school-attendance/letter');
  await shoot('letter');
  await page.getByRole('button', { name: 'See your letter' }).click();
  await shoot('letter-error');
  await page.getByLabel('A parent or carer of a disabled child').check();
  await page.getByLabel('Fines for absence that comes from a disability').check();
  await page.getByLabel('Your story').fill('My son, 9, manages two mornings a week and is worn out by them.');
  await page.getByLabel('I agree that what I have written').check();
  await page.getByLabel('Your full name').fill('Ada Example');
  await page.getByLabel('Your email address').fill(`ada-${page.viewportSize()?.width}@supporter.example`);
  await page.getByLabel('Address, first line').fill('1 Invented Street');
  await page.getByLabel('Town or city').fill('Yate');
  await page.getByRole('button', { name: 'See your letter' }).click();
  await shoot('preview');
  await page.getByRole('button', { name: 'I would rather send it myself' }).click();
  await shoot('ways-out');
  await page.goto('/school-attendance/preview');
  await page.getByRole('button', { name: 'Email me the link to confirm' }).click();
  await shoot('sent');
  await page.goto(await newestLink());
  await page.getByRole('button', { name: 'Send my letter' }).click();
  await shoot('thanks');
}

/** The link to confirm in the mail that was queued last. */
async function newestLink(): Promise<string> {
  const { message } = await db.read.outboxMail.findFirstOrThrow({
    where: { kind: 'confirmation' },
    orderBy: { id: 'desc' },
  });
  return /\/confirm\/[\w-]+/.exec(JSON.stringify(message))?.[0] ?? '';
}

async function staffPages(page: Page): Promise<void> {
  const account = { id: 'pictures', email: 'ada@staff.example', role: 'admin', createdAt: clock() };
  const token = await db.write(async tx => {
    // An admin without a second factor is led to set one up; this one has one that nobody can use.
    await tx.staffAccount.create({
      data: { ...account, totpSecret: deps.secrets.box(TOTP_PURPOSE).seal('A', account.id) },
    });
    return startSession(tx, { accountId: account.id, stage: 'open', device: 'Firefox on Linux' }, clock());
  });
  await page.context().addCookies([{ name: 'staff', value: token, url: baseUrl }]);
  const { code } = await db.read.constituency.findFirstOrThrow({ where: { name: 'Thornbury and Yate' } });
  for (const [name, address] of [
    ['staff-dashboard', '/staff'],
    ['staff-export', '/staff/export'],
    ['staff-template', '/staff/templates/school-attendance'],
    ['staff-campaign', '/staff/campaigns/school-attendance'],
    ['staff-mp', `/staff/mps/${code}`],
    ['staff-letters', '/staff/letters'],
  ] as const) {
    await page.goto(address);
    await take(page, name);
  }
  await page.goto('/staff');
  await page.evaluate("document.querySelector('.map-scroll').scrollIntoView()");
  await take(page, 'staff-map');
}

/** Keeps what the window shows as a WebP, in the best quality that fits. */
async function take(page: Page, name: string): Promise<void> {
  if (wanted.size > 0 && !wanted.has(name)) return;
  const file = path.join(IMAGES, `${name}.webp`);
  await page.evaluate('document.activeElement.blur()');
  const session = await page.context().newCDPSession(page);
  for (const quality of [85, 70, 50, 30]) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
    writeFileSync(file, Buffer.from(data, 'base64'));
    if (statSync(file).size < LARGEST) break;
  }
  console.log(`${name}.webp ${Math.ceil(statSync(file).size / 1000)} kB`);
}
