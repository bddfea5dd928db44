import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { recordRun } from '../runs/recurring-run.ts';
import { DAILY_REFRESH, fromMembersApi } from './daily-refresh.ts';
import { MEMBERS_LICENCE } from './data-source-store.ts';
import type { LiveService } from './live-service.ts';
import { changeLine } from './member-changes.ts';
import { readMembersApi } from './members-api.ts';
import { readMembersFile } from './members-file.ts';
import { previewRefresh, refreshMembers } from './refresh-members.ts';

type Parts = { db: Database; clock: Clock; membersApi: LiveService | undefined };

/**
 * `npm run -s data -- members`: brings the MPs up to date and prints what changed.
 *
 * @throws Error with what to do, in words for the operator
 */
export async function membersCommand(parts: Parts, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { from: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  });
  const { entries, source } = values.from ? fromFile(values.from) : await fromService(parts);
  const changes = values['dry-run']
    ? await previewRefresh(parts.db, entries)
    : await refreshMembers(parts.db, entries, source, parts.clock());
  if (!values['dry-run'] && !values.from) await recordRun(parts.db, DAILY_REFRESH, 'done', parts.clock());
  for (const change of changes) console.log(changeLine(change));
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  console.log(values['dry-run'] ? `${count}, and none of them was made.` : `${count}.`);
}

async function fromService({ membersApi, clock }: Parts) {
  if (!membersApi) {
    throw new Error(
      'No members service is switched on. Set LIVE_LOOKUP=on or LIVE_LOOKUP=members=https://…, or read a file with --from FILE.',
    );
  }
  return { entries: await readMembersApi(membersApi), source: fromMembersApi(clock()) };
}

function fromFile(file: string) {
  const entries = readMembersFile(file);
  const source = {
    source: `File ${path.basename(file)}`,
    licence: MEMBERS_LICENCE,
    asOf: statSync(file).mtime,
  };
  return { entries, source };
}
