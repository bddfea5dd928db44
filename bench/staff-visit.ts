import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startSession } from '../src/staff/session.ts';
import { openDesk } from './desk.ts';
import { openSite, residentOf, type Site } from './site.ts';

/** Milliseconds between two looks at a process's memory. */
const SAMPLE_EVERY = 20;

/** An admin who is signed in, on the database in `dir`. @returns the cookie */
export async function signInAdmin(dir: string): Promise<string> {
  const deps = await openDesk(dir);
  const id = randomUUID();
  const now = deps.clock();
  const account = { id, email: `${id}@staff.example`, role: 'admin', createdAt: now, totpSecret: '-' };
  const token = await deps.db.write(async tx => {
    await tx.staffAccount.create({ data: account });
    return startSession(tx, { accountId: id, stage: 'open', device: 'Bench' }, now);
  });
  await deps.close();
  return `staff=${token}`;
}

export type StaffSite = Awaited<ReturnType<typeof openStaffSite>>;

/** The site on the database in `dir`, and an admin signed in. */
export async function openStaffSite(dir: string) {
  const cookie = await signInAdmin(dir);
  const site: Site = await openSite(dir, { RUN_WORKER: 'false' });
  return {
    file: path.join(dir, 'dear-mp.db'),
    pid: site.pid,
    ...(await visitAs(cookie, site)),
    close: site.close,
  };
}

/** The site's pages and forms for whoever has that cookie. */
export async function visitAs(cookie: string, { base }: Pick<Site, 'base'>) {
  const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
  const get = (address: string) => fetch(base + address, { headers });
  const page = await textOf(get('/staff/export'));
  const _csrf = /name="_csrf" value="([\w-]+)"/.exec(page)?.[1] ?? '';
  return {
    get,
    post: (address: string, form: Record<string, string>) =>
      fetch(base + address, { method: 'POST', headers, body: new URLSearchParams({ _csrf, ...form }) }),
  };
}

/** The answer, read to its end. @throws Error where it is none */
export async function textOf(asked: Promise<Response>): Promise<string> {
  const response = await asked;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return text;
}

/** Reads the answer to its end. @returns its bytes, and how far the resident size of the site went up, megabytes */
export async function watched(
  pid: number,
  ask: () => Promise<Response>,
): Promise<{ growth: number; size: number }> {
  const before = residentOf(pid);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentOf(pid));
  }, SAMPLE_EVERY);
  try {
    const response = await ask();
    if (response.status !== 200 || !response.body) throw new Error(`the site answered ${response.status}`);
    let size = 0;
    for await (const chunk of response.body) size += chunk.length;
    return { growth: peak - before, size };
  } finally {
    clearInterval(timer);
  }
}
