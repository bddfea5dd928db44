import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atLeast, type Bench, inTurns, type Result } from './measure.ts';
import { openHelper, openSite } from './site.ts';
import { requestsPerSecond, withoutWrk } from './wrk.ts';

const ROUNDS = 5;
const SECONDS = 3;

/** The campaign's page and a page of one supporter's own, each against bare Express that sends the same bytes. */
export const page: Bench = async () => {
  if (withoutWrk) return { skipped: withoutWrk };
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  const site = await openSite(dir);
  try {
    const Cookie = await beginDraft(site.base);
    return [
      await against('campaign page', `${site.base}/school-attendance`, {}, dir, 0.8),
      await against(
        "a supporter's own page: the MP",
        `${site.base}/school-attendance/mp`,
        { Cookie },
        dir,
        0.5,
      ),
      await against(
        "a supporter's own page: the letter form",
        `${site.base}/school-attendance/letter`,
        { Cookie },
        dir,
        0.5,
      ),
    ];
  } finally {
    await site.close();
    rmSync(dir, { recursive: true });
  }
};

async function against(
  name: string,
  url: string,
  headers: Record<string, string>,
  dir: string,
  least: number,
): Promise<Result> {
  const file = path.join(dir, 'page.html');
  const response = await fetch(url, { headers, redirect: 'manual' });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  writeFileSync(file, await response.text());
  const bare = await openHelper('bare-express.ts', [file]);
  try {
    const rates = await inTurns(ROUNDS, {
      ours: () => requestsPerSecond(url, SECONDS, headers),
      bare: () => requestsPerSecond(`http://127.0.0.1:${bare.port}/`, SECONDS),
    });
    return atLeast(name, 'requests/s', { ours: rates.ours, plain: rates.bare }, least);
  } finally {
    await bare.close();
  }
}

/** Types a postcode. @returns the cookie that the draft is found by */
async function beginDraft(base: string): Promise<string> {
  const { headers } = await fetch(`${base}/school-attendance/postcode`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ postcode: 'BS37 5AA' }),
  });
  return headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ');
}
