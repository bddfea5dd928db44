// npm run -s data -- COMMAND: what operators do with the data.
import { parseArgs } from 'node:util';
import { takeMessage } from '../bounces/take-message.ts';
import { loadConfig } from '../config.ts';
import { buildDeps, type Deps } from '../deps.ts';
import { COUNT_KINDS, type CountedBy, countsCsv, signupCounts } from '../letters/count-letters.ts';
import { checkMailRecords, resolver } from '../mail/dns-check.ts';

const COMMANDS: Record<string, { usage: string; run: (args: string[]) => Promise<void> }> = {
  counts: { usage: 'counts [--by constituency|mp|day] [--campaign SLUG]', run: counts },
  bounce: { usage: 'bounce < MESSAGE', run: () => withDeps(bounce) },
  'mail-check': { usage: 'mail-check', run: mailCheck },
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

/** A mail that came to the address for bounces, on standard input. */
async function bounce(deps: Deps): Promise<void> {
  console.log(await takeMessage(deps, process.stdin));
}

/** Whether the records of MAIL_FROM's domain fit; fails where one does not. */
async function mailCheck(): Promise<void> {
  const config = loadConfig(process.env);
  const findings = await checkMailRecords(config, resolver());
  for (const { check, state, words } of findings) console.log(`${check}: ${state}. ${words}`);
  if (findings.some(({ state }) => state !== 'fine')) process.exitCode = 1;
}

async function withDeps(work: (deps: Deps) => Promise<void>): Promise<void> {
  const deps = await buildDeps({ ...loadConfig(process.env), logLevel: 'error' });
  try {
    await work(deps);
  } finally {
    await deps.close();
  }
}
