// npm run -s staff -- COMMAND: who may come into the staff area.
import { staffCommand } from '../staff/staff-command.ts';
import { orSayWhy, withDeps } from './with-deps.ts';

await orSayWhy(async () => console.log(await withDeps(deps => staffCommand(deps, process.argv.slice(2)))));
