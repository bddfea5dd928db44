// npm run -s staff -- COMMAND: who may come into the staff area.
import { loadConfig } from '../config.ts';
import { buildDeps } from '../deps.ts';
import { staffCommand } from '../staff/staff-command.ts';

try {
  const deps = await buildDeps({ ...loadConfig(process.env), logLevel: 'error' });
  console.log(await staffCommand(deps, process.argv.slice(2)).finally(() => deps.close()));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
