import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { startWorker } from './delivery/worker.ts';
import { buildDeps } from './deps.ts';
import { startStuckSweep } from './letters/stuck-letters.ts';
import { startDailyRefresh } from './mps/daily-refresh.ts';
import { startHourly } from './retention/hourly.ts';

const config = await orExit(() => loadConfig(process.env));
const deps = await orExit(() => buildDeps(config));
const workers = config.runWorker
  ? [startWorker(deps), startDailyRefresh(deps), startHourly(deps), startStuckSweep(deps)]
  : [];

const server = createApp(deps).listen(config.port, config.host, error => {
  if (error) {
    deps.log.fatal({ code: (error as NodeJS.ErrnoException).code }, 'cannot listen');
    process.exit(1);
  }
  deps.log.info({ url: config.baseUrl.href }, 'Dear MP is open');
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    server.close();
    server.closeIdleConnections();
    await Promise.all(workers.map(worker => worker.stop()));
    await deps.close();
    process.exit(0);
  });
}

/** A setting that cannot work ends the start with its own words, and without a trace. */
async function orExit<T>(load: () => T | Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
