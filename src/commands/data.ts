// npm run -s data -- COMMAND: what operators do with the data.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { loadDemo } from '../demo/load-demo.ts';
import { buildDeps, type Deps } from '../deps.ts';
import { COUNTED_BY, type CountedBy, isCountedBy, signupCounts } from '../figures/count.ts';
import { countColumns } from '../figures/counts-export.ts';
import { csvOf } from '../figures/csv.ts';
import { instantsOf, readPeriod } from '../figures/period.ts';

const COMMANDS: Record<string, { usage: string; run: (args: string[]) => Promise<void> }> = {
  counts: {
    usage: `counts [--by ${Object.keys(COUNTED_BY).join('|')}] [--campaign SLUG] [--from DAY] [--to DAY]`,
    run: counts,
  },
  demo: { usage: 'demo [--letters 20000] [--seed 1] [--days 60] [--add]', run: demo },
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[name];
  if (!command) {
    const usages = Object.values(COMMANDS).map(({ usage }) => `  npm run -s data -- ${usage}`);
    throw new Error(`Say which command:\n${usages.join('\n')}`);
  }
  await command.run(args);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** Signups as CSV on standard output, as the staff area's export has them; without --by: by constituency, MP and day. */
async function counts(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      by: { type: 'string' },
      campaign: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
    },
  });
  if (values.by && !isCountedBy(values.by)) {
    throw new Error(`--by takes ${Object.keys(COUNTED_BY).join(', ')}`);
  }
  const kinds: CountedBy[] =
    values.by && isCountedBy(values.by) ? [values.by] : ['constituency', 'mp', 'day'];
  const { period, errors } = readPeriod(values);
  if (errors[0]) throw new Error(errors[0].message);
  await withDeps(async ({ db }) => {
    const campaign = values.campaign
      ? await db.read.campaign.findUniqueOrThrow({ where: { slug: values.campaign } })
      : null;
    const filter = { campaignId: campaign?.id ?? null, ...instantsOf(period) };
    async function* pages() {
      for (const kind of kinds) yield signupCounts(db, filter, kind);
    }
    await pipeline(Readable.from(csvOf(countColumns(false), pages())), process.stdout, { end: false });
  });
}

/** Fills the database with made-up letters, to look at and to measure with. */
async function demo(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      letters: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '60' },
      add: { type: 'boolean', default: false },
    },
  });
  const whole = (name: 'letters' | 'seed' | 'days', least: number) => {
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < least) {
      throw new Error(`--${name} takes a whole number from ${least}`);
    }
    return number;
  };
  const order = { letters: whole('letters', 1), seed: whole('seed', 0), days: whole('days', 1) };
  const { production } = loadConfig(process.env);
  await withDeps(async ({ db, clock }) => {
    const made = await loadDemo(db, { ...order, production, add: values.add, now: clock() });
    console.log(`Made up ${made.letters} letters, ${made.consents} consents and ${made.contacts} contacts.`);
  });
}

async function withDeps(work: (deps: Deps) => Promise<void>): Promise<void> {
  const deps = await buildDeps({ ...loadConfig(process.env), logLevel: 'error' });
  try {
    await work(deps);
  } finally {
    await deps.close();
  }
}
