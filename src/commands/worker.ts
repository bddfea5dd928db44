// npm run worker: sends the outbox in a process of its own, where the web process has RUN_WORKER=false.
import '../starting.ts';
import { loadConfig } from '../config.ts';
import { startWorker } from '../delivery/worker.ts';
import { buildDeps } from '../deps.ts';
import { endWell, orExit } from '../ending.ts';
import { startStuckSweep } from '../letters/stuck-letters.ts';
import { startDailyRefresh } from '../mps/daily-refresh.ts';
import { startHourly } from '../retention/hourly.ts';

const deps = await orExit(() => buildDeps(loadConfig(process.env)));
const workers = [startWorker(deps), startDailyRefresh(deps), startHourly(deps), startStuckSweep(deps)];
deps.log.info('the outbox worker is running');

endWell(deps.log, async () => {
  await Promise.all(workers.map(worker => worker.stop()));
  await deps.close();
});
