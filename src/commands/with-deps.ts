import { loadConfig } from '../config.ts';
import { buildDeps, type Deps } from '../deps.ts';

/** Works with the database: it is brought up to date before, and closed behind it. Only errors are logged. */
export async function withDeps<T>(work: (deps: Deps) => Promise<T>): Promise<T> {
  const deps = await buildDeps({ ...loadConfig(process.env), logLevel: 'error' });
  try {
    return await work(deps);
  } finally {
    await deps.close();
  }
}

/** Runs a command: what goes wrong is said in its own words and without a trace, and the shell is told. */
export async function orSayWhy(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
