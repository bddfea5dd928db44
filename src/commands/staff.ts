// npm run -s staff -- COMMAND: who may come into the staff area.
import { staffCommand } from '../staff/staff-command.ts';
import { withDeps } from './with-deps.ts';

try {
  console.log(await withDeps(deps => staffCommand(deps, process.argv.slice(2))));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
