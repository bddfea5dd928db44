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
