import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const WRK = '/usr/bin/wrk';

/** Why nothing can be measured with it here; or null. */
export const withoutWrk = existsSync(WRK) ? null : "wrk is not installed (Debian's package wrk)";

/** Asks for one page as fast as it comes, over a few connections that stay open. @returns requests a second */
export function requestsPerSecond(
  url: string,
  seconds: number,
  headers: Record<string, string> = {},
): number {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const said = execFileSync(WRK, ['-t1', '-c16', `-d${seconds}s`, ...given, url], { encoding: 'utf8' });
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: .*/.exec(said);
  if (failed) throw new Error(`${url}: ${failed[0]}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
}
