// npm run -s data -- COMMAND: what operators do with the data.
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { buildDeps, type Deps } from '../deps.ts';
import { COUNT_KINDS, type CountedBy, countsCsv, signupCounts } from '../letters/count-letters.ts';
import { members } from '../mps/members-command.ts';

const COMMANDS: Record<string, { usage: string; run: (args: string[]) => Promise<void> }> = {
  members: { usage: 'members [--from FILE] [--dry-run]', run: args => withDeps(deps => members(deps, args)) },
  counts: { usage: 'counts [--by constituency|mp|day] [--campaign SLUG]', run: counts },
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

/** Signups by constituency, by MP and by day, as CSV on standard output. */
async function counts(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { by: { type: 'string' }, campaign: { type: 'string' } } });
  const kinds = values.by ? COUNT_KINDS.filter(kind => kind === values.by) : COUNT_KINDS;
  if (kinds.length === 0) throw new Error(`--by takes ${COUNT_KINDS.join(', ')}`);
  await withDeps(async ({ db }) => {
    const rows = await signupCounts(db, kinds satisfies readonly CountedBy[]);
    const wanted = rows.filter(({ campaign }) => !values.campaign || campaign === values.campaign);
    process.stdout.write(countsCsv(wanted));
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
