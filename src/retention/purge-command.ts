import type { Clock } from '../clock.ts';
import { type PurgeParts, purge } from './purge.ts';

const USAGE = 'npm run -s purge -- [--dry-run]';

/**
 * `purge`: takes away what is kept no longer, as the worker does every hour; `--dry-run` only says what
 * would go. @returns what to print, a line a kind
 */
export async function purgeCommand(parts: PurgeParts & { clock: Clock }, args: string[]): Promise<string> {
  const dryRun = args.includes('--dry-run');
  if (args.some(arg => arg !== '--dry-run')) throw new Error(`Usage: ${USAGE}`);
  const purged = await purge(parts, parts.clock(), { dryRun });
  const lines = purged.map(({ words, count }) => `${String(count).padStart(9)} ${words}`);
  return [dryRun ? 'This would go, and nothing was changed:' : 'This is gone:', ...lines].join('\n');
}
