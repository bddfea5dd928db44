import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { openPostcodeIndex } from '../src/mps/postcode-index.ts';
import { fullPostcodes, WHY_SKIPPED } from '../tests/support/full-postcodes.ts';
import { atMost, inTurns, median, perCoreSecond, perSecond, type Result, spreadOf } from './measure.ts';

const ROOT = path.join(import.meta.dirname, '..');
const ROUNDS = 7;
const BUILD_ROUNDS = 3;
const TYPED = 1_000_000;
/** So many for the slower ones, that a round of each takes about as long. */
const SELECTED = 100_000;
const REQUESTED = 4_000;
const AT_ONCE = 16;

type Row = [postcode: string, constituency: string];

/** The postcode look-up: speed against SQLite and against a service, size, memory, opening and building. */
export async function lookup(): Promise<Result[] | { skipped: string }> {
  const file = fullPostcodes();
  if (!file) return { skipped: WHY_SKIPPED };
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  try {
    const index = path.join(dir, 'postcodes.idx');
    const building = buildTimes(file, index);
    const rows = readRows(file);
    const database = path.join(dir, 'postcodes.db');
    fillDatabase(database, rows);
    return [
      ...(await speeds(index, database, rows)),
      atMost('index on disk', 'MB', [statSync(index).size / 1e6], 1),
      ...opened(index),
      atMost('build from CSV', 's', building, 15),
    ];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function speeds(indexFile: string, databaseFile: string, rows: Row[]): Promise<Result[]> {
  const index = openPostcodeIndex(indexFile);
  const select = new Database(readFileSync(databaseFile))
    .prepare<[string], string>('SELECT constituency FROM postcodes WHERE postcode = ?')
    .pluck();
  const asked = sample(rows, TYPED);
  const typed = asked.map(asTyped);
  const service = fork(path.join(import.meta.dirname, 'lookup-service.ts'), [databaseFile]);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const [port] = (await once(service, 'message')) as [number];
    // Two loops, not one for both: a shared one would keep either from being compiled into it.
    const rates = await inTurns(ROUNDS, {
      ours: () =>
        perCoreSecond(TYPED, () => {
          for (const text of typed) if (!index.find(text)) throw new Error(`${text} was not found`);
        }),
      // The baseline is spared the reading of what was typed.
      select: () =>
        perCoreSecond(SELECTED, () => {
          for (const text of asked.slice(0, SELECTED)) if (!select.get(text)) throw new Error(text);
        }),
      service: () => perSecond(REQUESTED, () => requestAll(asked.slice(0, REQUESTED), port, agent)),
    });
    const ours = median(rates.ours);
    const against = (name: string, baseline: number[], goal: string, met: boolean | null): Result => ({
      name,
      unit: 'look-ups/s',
      value: ours,
      baseline: median(baseline),
      ratio: ours / median(baseline),
      goal,
      met,
      spread: spreadOf(rates.ours),
    });
    return [
      against('look-up of a typed postcode', rates.select, '8,000,000/s', ours >= 8_000_000),
      against('against a prepared SELECT', rates.select, '15 ×', ours >= 15 * median(rates.select)),
      against('against a service on loopback', rates.service, '', null),
    ];
  } finally {
    agent.destroy();
    service.disconnect();
  }
}

async function requestAll(postcodes: string[], port: number, agent: Agent): Promise<void> {
  const left = postcodes.values();
  const worker = async () => {
    for (const postcode of left) await request(postcode, port, agent);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function request(postcode: string, port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `/${encodeURIComponent(postcode)}`, agent }, response => {
      response.resume().on('end', resolve);
      if (response.statusCode !== 200) reject(new Error(`the service answered ${response.statusCode}`));
    }).on('error', reject);
  });
}

/** Opens the index in processes of its own, from cold. */
function opened(index: string): Result[] {
  const script = path.join(import.meta.dirname, 'lookup-opening.ts');
  const runs = Array.from({ length: ROUNDS }, (): { ms: number; mb: number } =>
    JSON.parse(run(['--expose-gc', '--import', 'tsx', script, index])),
  );
  return [
    atMost(
      'memory when open',
      'MB',
      runs.map(({ mb }) => mb),
      8,
    ),
    atMost(
      'opening',
      'ms',
      runs.map(({ ms }) => ms),
      50,
    ),
  ];
}

/** Seconds, with the start of the process and all its reading and writing. */
function buildTimes(file: string, index: string): number[] {
  const command = path.join(ROOT, 'src', 'commands', 'data.ts');
  return Array.from({ length: BUILD_ROUNDS }, () => {
    const start = performance.now();
    run(['--import', 'tsx', command, 'postcodes', file, '--out', index]);
    return (performance.now() - start) / 1000;
  });
}

const run = (args: string[]) =>
  execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function readRows(file: string): Row[] {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').trimEnd().split(/\r?\n/).slice(1);
  return lines.map(line => line.split(',') as Row);
}

function fillDatabase(file: string, rows: Row[]): void {
  const db = new Database(file);
  db.exec('CREATE TABLE postcodes (postcode TEXT PRIMARY KEY, constituency TEXT NOT NULL) WITHOUT ROWID');
  const insert = db.prepare('INSERT INTO postcodes VALUES (?, ?)');
  db.transaction(() => {
    for (const row of rows) insert.run(row);
  })();
  db.close();
}

/** Postcodes from all over the country, the same in each run. */
function sample(rows: Row[], count: number): string[] {
  const step = 999_983;
  return Array.from({ length: count }, (_, i) => flat(rows[(i * step) % rows.length]?.[0] ?? ''));
}

/** Most as Royal Mail writes them, many in lower case without the space, one in a hundred to be put right. */
function asTyped(postcode: string, i: number): string {
  if (i % 100 === 0) return flat(postcode.replace(' ', '  '));
  return i % 5 < 3 ? postcode : flat(postcode.toLowerCase().replace(' ', ''));
}

/** A string of its own, as a form's field would be, and not a window on the file's text. */
const flat = (text: string) => Buffer.from(text).toString('latin1');
