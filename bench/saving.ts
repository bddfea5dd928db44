import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { answerErrors, readAnswers } from '../src/letters/letter-form.ts';
import { changeDraft } from '../src/letters/letter-store.ts';
import { ANSWERS, beginDrafts, openDesk } from './desk.ts';
import { atLeast, type Bench, inTurns, perSecond } from './measure.ts';

const LETTERS = 320;
/** As many supporters press the button at the same time. */
const AT_ONCE = 16;
const ROUNDS = 7;

/**
 * A letter saved: read from its form, checked, committed with synchronous=FULL and sealed; against
 * better-sqlite3 alone, which commits the same row as it ends up in the file.
 */
export const saving: Bench = async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  const deps = await openDesk(dir);
  try {
    const ids = await beginDrafts(deps, LETTERS);
    const campaign = await deps.db.read.campaign.findFirstOrThrow({
      include: { asks: true, experiences: true },
    });
    let change = 0;
    const save = async (id: string) => {
      change += 1;
      const answers = readAnswers({ ...ANSWERS, story: `${change} ${ANSWERS.story}`, consent_story: 'yes' });
      if (answerErrors(answers, campaign).length > 0) throw new Error('the letter is not sound');
      await changeDraft(deps.db, id, answers, deps.clock());
    };
    for (const id of ids) await save(id);
    const raw = rawSaves(path.join(dir, 'dear-mp.db'), path.join(dir, 'raw.db'));
    const rates = await inTurns(ROUNDS, {
      ours: () => perSecond(LETTERS, () => inParallel(ids, save)),
      raw: () => perSecond(LETTERS, raw.run),
    });
    raw.close();
    const name = `a letter saved, ${AT_ONCE} at once`;
    return [atLeast(name, 'commits acknowledged/s', { ours: rates.ours, plain: rates.raw }, 0.5)];
  } finally {
    await deps.close();
    rmSync(dir, { recursive: true });
  }
};

async function inParallel(ids: string[], save: (id: string) => Promise<void>): Promise<void> {
  const left = ids.values();
  const supporter = async () => {
    for (const id of left) await save(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, supporter));
}

/** Writes each letter's row anew, a commit a row, on a copy of the file. */
function rawSaves(file: string, copy: string) {
  const source = new Database(file);
  source.pragma('wal_checkpoint(TRUNCATE)');
  source.close();
  copyFileSync(file, copy);
  const db = new Database(copy);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  const columns = [
    'story',
    'name',
    'email',
    'emailHash',
    'address1',
    'address2',
    'town',
    'asks',
    'experiences',
  ];
  const rows = db.prepare(`SELECT id, ${columns.join(', ')} FROM Letter`).all() as Record<string, string>[];
  const update = db.prepare(
    `UPDATE Letter SET updatedAt = @updatedAt, ${columns.map(name => `${name} = @${name}`).join(', ')} WHERE id = @id`,
  );
  let change = 0;
  return {
    run: () => {
      for (const row of rows) {
        change += 1;
        update.run({ ...row, story: `${change}${row.story}`, updatedAt: new Date(change).toISOString() });
      }
    },
    close: () => db.close(),
  };
}
