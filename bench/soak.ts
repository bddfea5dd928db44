// npm run soak: a steady flow of letters, staff pages and exports for some minutes, and whether the process that
// serves them stays as small as it was. SOAK_SECONDS (300) and SOAK_LETTERS (a second, 6) make it longer or steeper.
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openHelper, openSite, type Site } from './site.ts';
import { type Sample, verdictOf } from './soak-verdict.ts';
import { signInAdmin, textOf, visitAs } from './staff-visit.ts';
import { MAIL_STEPS, postcodes, STEPS, visitor } from './visitor.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 300);
/** An hour of the record week's mean has 130: in five minutes this is half a day of it. */
const LETTERS_A_SECOND = Number(process.env.SOAK_LETTERS ?? 6);
const SAMPLES = 30;
/** Between two steps of one supporter, and between two rounds of the staff, milliseconds. */
const BETWEEN_STEPS = 500;
const STAFF_EVERY = 3_000;
/** Longest wait for what is still under way at the end, milliseconds. */
const PATIENCE = 60_000;

const TOKEN = 'the token of the soak alone';
const PAGES = [
  '/staff',
  '/staff/letters',
  '/staff/people',
  '/staff/audit',
  '/staff/sending',
  '/staff/export',
  '/staff/export/counts.csv?by=constituency',
  '/staff/export/counts.xlsx?by=mp',
  '/staff/export/briefing.csv',
];
const EXPORTS = ['/staff/export/stories.csv', '/staff/export/supporters.csv'];

const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-soak-'));
const cookie = await signInAdmin(dir);
const sink = await openHelper('smtp-sink.ts');
const probe = path.join(import.meta.dirname, 'soak-probe.mjs');
const site = await openSite(
  dir,
  {
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    METRICS_TOKEN: TOKEN.replaceAll(' ', '-'),
    PACE_PER_MP_PER_HOUR: '100000000',
    PACE_PER_MINUTE: '100000000',
  },
  ['--expose-gc', '--import', probe],
);
const links = new Map<string, (link: string) => void>();
let mails = 0;
sink.child.on('message', mail => {
  mails += 1;
  const { to, link } = mail as { to: string; link?: string };
  if (link) links.get(to)?.(link);
});
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const errors = new Map<string, number>();
const samples: Sample[] = [];
let letters = 0;
let rounds = 0;
let over = false;

try {
  console.log(`${SECONDS} s, ${LETTERS_A_SECOND} letters a second, staff every ${STAFF_EVERY / 1_000} s\n`);
  const start = performance.now();
  const staff = visitAsStaff(site);
  const sampling = takeSamples(site, start);
  const places = postcodes();
  const underWay = new Set<Promise<void>>();
  for (let number = 0; number < SECONDS * LETTERS_A_SECOND; number += 1) {
    const due = start + (number / LETTERS_A_SECOND) * 1_000;
    if (due > performance.now()) await wait(due - performance.now());
    const letter = writeLetter(number, places[number % places.length] ?? '').catch(failed);
    underWay.add(letter);
    letter.finally(() => underWay.delete(letter));
  }
  await Promise.race([Promise.all(underWay), wait(PATIENCE)]);
  if (underWay.size > 0) errors.set('letters not done in time', underWay.size);
  over = true;
  await Promise.all([staff, sampling]);
  agent.destroy();
  await site.close();
  report(site.child.exitCode);
} finally {
  over = true;
  agent.destroy();
  await site.close();
  await sink.close();
  rmSync(dir, { recursive: true });
}

/** From the postcode to the thanks, with the link out of the mail. */
async function writeLetter(number: number, postcode: string): Promise<void> {
  const supporter = visitor(new URL(site.base), agent, number, postcode);
  const mailed = new Promise<string>(resolve => links.set(supporter.email, resolve));
  for (const step of STEPS) {
    await supporter.take(step);
    await wait(BETWEEN_STEPS);
  }
  const link = await mailed;
  links.delete(supporter.email);
  for (const step of MAIL_STEPS) await supporter.take(step, link);
  letters += 1;
}

/** Looks at what staff look at, and takes away what they take away; and at what watches the site. */
async function visitAsStaff(site: Site): Promise<void> {
  const Authorization = `Bearer ${TOKEN.replaceAll(' ', '-')}`;
  while (!over) {
    const round = async () => {
      const { get, post } = await visitAs(cookie, site);
      for (const address of PAGES) await textOf(get(address));
      for (const address of EXPORTS) await textOf(post(address, { organisation: 'contact' }));
      await textOf(get('/readyz'));
      await textOf(fetch(`${site.base}/metrics`, { headers: { Authorization } }));
      rounds += 1;
    };
    await round().catch(failed);
    await wait(STAFF_EVERY);
  }
}

async function takeSamples({ child }: Site, start: number): Promise<void> {
  const wal = path.join(dir, 'dear-mp.db-wal');
  for (let number = 1; number <= SAMPLES && !over; number += 1) {
    const due = start + (number * SECONDS * 1_000) / SAMPLES;
    await wait(Math.max(0, due - performance.now()));
    child.send('sample');
    const [held] = await once(child, 'message');
    const at = (performance.now() - start) / 1_000;
    const size = (statSync(wal, { throwIfNoEntry: false })?.size ?? 0) / 1e6;
    samples.push({ ...held, at, letters, wal: size });
  }
}

function failed(error: unknown): void {
  const said = String((error as Error).message);
  errors.set(said, (errors.get(said) ?? 0) + 1);
}

function report(code: number | null): void {
  const cells = samples.map(({ at, letters: written, rss, heap, wal, handles, delay, longest }) =>
    [at, written, rss, heap, wal, handles, delay, longest].map(value => value.toFixed(0)),
  );
  const head = ['seconds', 'letters', 'RSS MB', 'heap MB', 'WAL MB', 'handles', 'delay p99 ms', 'longest ms'];
  console.log([head, head.map(() => '---'), ...cells].map(line => `| ${line.join(' | ')} |`).join('\n'));
  console.log(`\n${letters} letters, ${mails} mails, ${rounds} rounds of the staff, ended with ${code}`);
  for (const [said, count] of errors) console.log(`error: ${count} × ${said}`);
  const findings = verdictOf(samples);
  for (const { what, found, bound, kept } of findings) {
    console.log(`${kept ? 'steady' : 'NOT STEADY'}: ${what}: ${found} (bound: ${bound})`);
  }
  const steady = findings.every(({ kept }) => kept) && errors.size === 0 && code === 0;
  console.log(steady ? 'The site holds no more than it did.' : 'Something grows or fails: see above.');
  process.exitCode = steady ? 0 : 1;
}
