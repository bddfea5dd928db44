// npm run -s purge -- [--dry-run]: takes away what is kept no longer.
import { loadConfig } from '../config.ts';
import { buildDeps } from '../deps.ts';
import { purgeCommand } from '../retention/purge-command.ts';

try {
  const deps = await buildDeps({ ...loadConfig(process.env), logLevel: 'error' });
  console.log(await purgeCommand(deps, process.argv.slice(2)).finally(() => deps.close()));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
