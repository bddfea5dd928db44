// npm run bench [NAME…] [-- --json FILE]: measures against a plain baseline, and prints a Markdown table.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { costly } from './costly.ts';
import { figures } from './figures.ts';
import { floor } from './floor.ts';
import { growth } from './growth.ts';
import { lookup } from './lookup.ts';
import type { Bench, Result } from './measure.ts';
import { outbox } from './outbox.ts';
import { page } from './page.ts';
import { saving } from './saving.ts';
import { sealing } from './sealing.ts';
import { start } from './start.ts';
import { surge } from './surge.ts';

const BENCHES: Record<string, Bench> = {
  lookup,
  sealing,
  page,
  floor,
  saving,
  outbox,
  start,
  figures,
  costly,
  growth,
  surge,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.filter(name => !BENCHES[name]);
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}: there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}

const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ` +
    `${process.platform} ${process.arch}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)} at the start\n`,
);

const results: Result[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const outcome = await run(name);
  if ('skipped' in outcome) console.log(`${name}: skipped, ${outcome.skipped}\n`);
  else results.push(...outcome);
}
if (results.length > 0) console.log(table(results));
if (values.json) {
  const written = results.map(({ spread: _, ...result }) => result);
  writeFileSync(values.json, `${JSON.stringify(written, null, 2)}\n`);
}

/** One that fails is told, and costs the others nothing. */
async function run(name: string): Promise<Awaited<ReturnType<Bench>>> {
  try {
    // What the one before has written may still be on its way to the disk.
    execFileSync('sync');
    return (await BENCHES[name]?.()) ?? [];
  } catch (error) {
    console.error(`${name}: failed,`, error);
    process.exitCode = 1;
    return [];
  }
}

function table(rows: Result[]): string {
  const cells = rows.map(({ name, unit, value, spread, baseline, ratio, goal, met }) => [
    name,
    `${shown(value)} ${unit}`,
    spread.map(shown).join(' to '),
    baseline === null ? '' : `${shown(baseline)} ${unit}`,
    ratio === null ? '' : `${shown(ratio)} ×`,
    goal,
    met === null ? '' : met ? 'yes' : '**no**',
  ]);
  const head = ['what', 'median', 'spread', 'baseline', 'ratio', 'goal', 'met'];
  return [head, head.map(() => '---'), ...cells].map(line => `| ${line.join(' | ')} |`).join('\n');
}

function shown(number: number): string {
  const digits = Math.abs(number) >= 100 ? 0 : 2;
  return number.toLocaleString('en-GB', { maximumFractionDigits: digits });
}
