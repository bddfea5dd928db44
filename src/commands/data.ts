// npm run -s data -- COMMAND: what operators do with the data.
import path from 'node:path';
import { backupCommand, restoreCommand } from '../backups/backup-commands.ts';
import type { Check } from '../backups/database-file.ts';
import { moveCommand } from '../backups/move-command.ts';
import { bounceCommand } from '../bounces/bounce-command.ts';
import { loadConfig } from '../config.ts';
import { readMigrations } from '../db/migrate.ts';
import { demoCommand } from '../demo/demo-command.ts';
import { ROOT } from '../deps.ts';
import { COUNTED_BY } from '../figures/count.ts';
import { countsCommand } from '../figures/counts-command.ts';
import { recountCommand } from '../figures/recount-command.ts';
import { mailCheckCommand } from '../mail/mail-check-command.ts';
import { membersCommand } from '../mps/members-command.ts';
import { postcodesCommand } from '../mps/postcodes-command.ts';
import { reencryptCommand } from '../sealing/reencrypt-command.ts';
import { sealProblem } from '../sealing/seal-keys.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { orSayWhy, withDeps } from './with-deps.ts';

const CONSTITUENCIES = path.join(ROOT, 'prisma', 'starter', 'constituencies.json');

type Command = { usage: string; run: (args: string[]) => Promise<void> };

const COMMANDS: Record<string, Command> = {
  backup: {
    usage: 'backup FILE [--force]',
    run: async args => backupCommand(loadConfig(process.env), await migrationNames(), args),
  },
  counts: {
    usage: `counts [--by ${Object.keys(COUNTED_BY).join('|')}] [--campaign SLUG] [--from DAY] [--to DAY]`,
    run: args => withDeps(deps => countsCommand(deps, args)),
  },
  bounce: { usage: 'bounce < MESSAGE', run: () => withDeps(bounceCommand) },
  demo: {
    usage: 'demo [--letters 20000] [--seed 1] [--days 60] [--add]',
    run: args => withDeps(deps => demoCommand(deps, args)),
  },
  'mail-check': { usage: 'mail-check', run: () => mailCheckCommand(loadConfig(process.env)) },
  members: {
    usage: 'members [--from FILE] [--dry-run]',
    run: args => withDeps(deps => membersCommand(deps, args)),
  },
  move: {
    usage: 'move FILE',
    run: async args =>
      moveCommand(loadConfig(process.env), path.join(ROOT, 'prisma'), await migrationNames(), args),
  },
  restore: {
    usage: 'restore FILE',
    run: async args => restoreCommand(loadConfig(process.env), await migrationNames(), args, [opens]),
  },
  postcodes: {
    usage: 'postcodes FILE-OR-FOLDER… --out FILE [--partial]',
    run: args => postcodesCommand(CONSTITUENCIES, args),
  },
  recount: { usage: 'recount [--dry-run]', run: args => withDeps(deps => recountCommand(deps, args)) },
  reencrypt: { usage: 'reencrypt', run: () => withDeps(reencryptCommand) },
};

const [name = '', ...args] = process.argv.slice(2);
await orSayWhy(async () => {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const usages = Object.values(COMMANDS).map(({ usage }) => `  npm run -s data -- ${usage}`);
    throw new Error(`Say which command:\n${usages.join('\n')}`);
  }
  await command.run(args);
});

async function migrationNames(): Promise<string[]> {
  return (await readMigrations(path.join(ROOT, 'prisma'))).map(({ name }) => name);
}

/** A backup from before anything was sealed has no table of keys, and opens with any secret. */
function opens(copy: Parameters<Check>[0]): ReturnType<Check> {
  const { appSecret, appSecretPrevious } = loadConfig(process.env);
  const sealed = copy.prepare("SELECT 1 FROM sqlite_master WHERE name = 'SealKey'").get();
  const keys = sealed ? copy.prepare('SELECT id, canary FROM SealKey').all() : [];
  return sealProblem(keys as { id: string; canary: string }[], openSecrets(appSecret, appSecretPrevious));
}
