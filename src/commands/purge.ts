// npm run -s purge -- [--dry-run]: takes away what is kept no longer.
import { purgeCommand } from '../retention/purge-command.ts';
import { withDeps } from './with-deps.ts';

try {
  console.log(await withDeps(deps => purgeCommand(deps, process.argv.slice(2))));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
