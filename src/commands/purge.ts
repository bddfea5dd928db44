// npm run -s purge -- [--dry-run]: takes away what is kept no longer.
import { purgeCommand } from '../retention/purge-command.ts';
import { orSayWhy, withDeps } from './with-deps.ts';

await orSayWhy(async () => console.log(await withDeps(deps => purgeCommand(deps, process.argv.slice(2)))));
