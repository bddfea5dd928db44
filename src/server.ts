// First of all: what is loaded before it has its memory already.
import './starting.ts';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { startWorker } from './delivery/worker.ts';
import { buildDeps } from './deps.ts';
import { endWell, GRACE, orExit } from './ending.ts';
import { startStuckSweep } from './letters/stuck-letters.ts';
import { startDailyRefresh } from './mps/daily-refresh.ts';
import { startHourly } from './retention/hourly.ts';
import { closeServer, httpServer } from './web/http-server.ts';

const config = await orExit(() => loadConfig(process.env));
const deps = await orExit(() => buildDeps(config));
const workers: { stop(): Promise<void> }[] = [];

const server = httpServer(createApp(deps));
server.on('error', error => {
  deps.log.fatal({ code: (error as NodeJS.ErrnoException).code }, 'cannot listen');
  process.exit(1);
});
server.listen(config.port, config.host, () => {
  deps.log.info({ url: config.baseUrl.href }, 'Dear MP is open');
  if (!config.runWorker) return;
  // Not before: a process that finds its port taken ends at once, and would leave in doubt what it had claimed.
  workers.push(startWorker(deps), startDailyRefresh(deps), startHourly(deps), startStuckSweep(deps));
});

endWell(deps.log, async () => {
  const [answered] = await Promise.all([closeServer(server, GRACE), ...workers.map(worker => worker.stop())]);
  if (!answered) deps.log.warn('some requests were cut off');
  await deps.close();
});
