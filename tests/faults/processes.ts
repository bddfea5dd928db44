import { setTimeout as wait } from 'node:timers/promises';
import { openFaultWorld } from './fault-world.ts';
import type { FaultRow } from './row.ts';
import { startProcess } from './site.ts';

const WORKER = 'commands/worker.ts';
const READY = 'the outbox worker is running';

/** Confirmed letters in the outbox, and no worker in this process. */
async function withQueue(letters: number) {
  const world = await openFaultWorld();
  const { db, clock } = world.deps;
  // A pause keeps them in the outbox until the workers have started.
  await db.write(tx =>
    tx.pause.create({ data: { reason: 'Wait.', startedBy: 'a test', startedAt: clock() } }),
  );
  await world.confirm(letters);
  const start = async () => {
    await db.write(tx => tx.pause.updateMany({ data: { endedAt: clock() } }));
  };
  const waiting = () => db.read.outboxMail.count({ where: { kind: 'letter', state: 'queued' } });
  return { world, start, waiting };
}

/** Waits until it is true. @throws Error where it is not within half a minute */
async function until(happened: () => Promise<boolean> | boolean): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    if (await happened()) return;
    await wait(100);
  }
  throw new Error('What was waited for has not happened');
}

/** Two workers in two processes send the same outbox: each letter leaves once. */
export async function twoWorkers(letters: number): Promise<FaultRow> {
  const { world, start, waiting } = await withQueue(letters);
  const env = { ...world.env, NODE_ENV: 'test' };
  const workers = await Promise.all([startProcess(WORKER, env, READY), startProcess(WORKER, env, READY)]);
  try {
    await start();
    await until(async () => (await waiting()) === 0);
    for (const worker of workers) await worker.end('SIGTERM');
    return await world.count('two workers at once', 1);
  } finally {
    for (const worker of workers) await worker.end('SIGKILL');
    await world.close();
  }
}

/**
 * SIGTERM while tries hang behind the text: the worker ends in time, and gives back what it has.
 *
 * @returns the letters, and how the worker ended
 */
export async function stopMidSend(letters: number) {
  const { world, start } = await withQueue(letters);
  const { server, deps } = world;
  server.state.fault = { at: 'text', say: '' };
  const worker = await startProcess(WORKER, world.env, READY);
  try {
    await start();
    await until(() => server.state.letters > 0);
    await wait(200);
    const asked = Date.now();
    const { code } = await worker.end('SIGTERM');
    const took = Date.now() - asked;
    const leased = await deps.db.read.outboxMail.count({ where: { leasedBy: { not: null } } });
    server.state.fault = null;
    // The worker kept the time of this machine.
    world.pass(Date.now() - deps.clock().getTime());
    await world.days(1);
    return { row: await world.count('SIGTERM while tries hang', 1), code, took, leased };
  } finally {
    await worker.end('SIGKILL');
    await world.close();
  }
}
