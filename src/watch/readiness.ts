import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { seldom } from './seldom.ts';

/** What a check found. `words` say more, in a few words without any name, address or place. */
export type Finding = { state: 'ok' | 'warning' | 'failed'; words?: string };

/** The checks by their names, in the order in which they are told. */
export type Checks = Record<string, () => Promise<Finding>>;

export type Readiness = { ready: boolean; findings: Map<string, Finding> };

/** Milliseconds: how long what was found is told again; how long a check may take. */
const TIMES = { fresh: 5_000, patience: 3_000 };

type Parts = { checks: Checks; clock: Clock; log: Logger };

/** Whether the site can do its work: all checks, side by side. A warning alone does not make it unready. */
export function createReadiness({ checks, clock, log }: Parts, { fresh, patience } = TIMES) {
  let wasReady = true;
  return seldom(fresh, clock, async (): Promise<Readiness> => {
    const found = await Promise.all(
      Object.entries(checks).map(async ([name, look]) => [name, await inTime(look, patience)] as const),
    );
    const failed = found.filter(([, { state }]) => state === 'failed').map(([name]) => name);
    const ready = failed.length === 0;
    if (ready !== wasReady) log.warn({ failed }, ready ? 'ready again' : 'not ready');
    wasReady = ready;
    return { ready, findings: new Map(found) };
  });
}

/** One line for all, then one for each check: `mail: failed, timeout`. */
export function readinessText({ ready, findings }: Readiness): string {
  const lines = [...findings].map(
    ([name, { state, words }]) => `${name}: ${[state, words].filter(Boolean).join(', ')}`,
  );
  return [ready ? 'ready' : 'not ready', ...lines, ''].join('\n');
}

/** An error's own words may name a host or a path: they are not told. */
async function inTime(look: () => Promise<Finding>, patience: number): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>(resolve => {
    timer = setTimeout(() => resolve({ state: 'failed', words: 'no answer in time' }), patience);
  });
  try {
    return await Promise.race([look(), late]);
  } catch {
    return { state: 'failed', words: 'cannot be asked' };
  } finally {
    clearTimeout(timer);
  }
}
