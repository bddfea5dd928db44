import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Bench, inTurns, median, type Result, spreadOf } from './measure.ts';
import { openHelper } from './site.ts';
import { requestsPerSecond, withoutWrk } from './wrk.ts';

const ROUNDS = 5;
const SECONDS = 2;

/** What bare Express is given, one thing on top of the other. */
const LEVELS = {
  bytes: 'the same bytes each time',
  headers: 'and headers, request id, log line',
  render: 'and the view rendered',
  read: 'and the letter read and opened',
} as const;
type Level = keyof typeof LEVELS;

/** A supporter's own pages, as floor-server.ts calls them. */
const PAGES = { mp: 'the MP', form: 'the letter form' } as const;
type Page = keyof typeof PAGES;

/** How near a supporter's own pages can come to bare Express, with these libraries and nothing of our own around them. */
export const floor: Bench = async () => {
  if (withoutWrk) return { skipped: withoutWrk };
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  try {
    const results: Result[] = [];
    for (const page of Object.keys(PAGES) as Page[]) results.push(...(await floorOf(page, dir)));
    return results;
  } finally {
    rmSync(dir, { recursive: true });
  }
};

async function floorOf(page: Page, dir: string): Promise<Result[]> {
  const levels = Object.keys(LEVELS) as Level[];
  // One after the other: the first makes the database.
  const servers: Awaited<ReturnType<typeof openHelper>>[] = [];
  try {
    for (const level of levels) servers.push(await openHelper('floor-server.ts', [dir, page, level]));
    const measures = Object.fromEntries(
      levels.map((level, i) => [
        level,
        () => requestsPerSecond(`http://127.0.0.1:${servers[i]?.port}/`, SECONDS),
      ]),
    );
    const rates = (await inTurns(ROUNDS, measures)) as Record<Level, number[]>;
    return levels.map((level): Result => {
      const [value, baseline] = [median(rates[level]), median(rates.bytes)];
      const name = `${PAGES[page]} in bare Express: ${LEVELS[level]}`;
      const ratio = value / baseline;
      const spread = spreadOf(rates[level]);
      return { name, unit: 'requests/s', value, baseline, ratio, goal: '', met: null, spread };
    });
  } finally {
    for (const server of servers) await server.close();
  }
}
