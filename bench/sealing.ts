import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { sealingOf } from '../src/sealing/sealed-fields.ts';
import { openSecrets } from '../src/secrets/secrets.ts';
import { atLeast, type Bench, inTurns, perProcessorSecond } from './measure.ts';

const LETTERS = 200;
const ROUNDS = 7;

/** As long as supporters write. SQLite writes nothing where nothing has changed: each save brings something new. */
const written = (change: number) => ({
  postcode: 'ZZ99 3VZ',
  story: `${change} ${'She was well, and then the mornings began. '.repeat(40)}`,
  name: 'Ada Example',
  email: 'ada@supporter.example',
  address1: '1 Invented Street',
  address2: 'Flat 2',
  town: 'Exampleton',
  subject: 'From your constituent Ada Example',
  body: `${change} ${'I ask you to press the Government for a new approach. '.repeat(60)}`,
});

/**
 * What it costs to store letters sealed: saving and reading them, against the same in clear. In processor
 * time, since a save waits for the disk far longer than it works.
 */
export const sealing: Bench = async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  const secrets = openSecrets('a secret for measuring alone, forty characters');
  try {
    const clear = await desk(path.join(dir, 'clear.db'));
    const sealed = await desk(path.join(dir, 'sealed.db'), sealingOf(secrets));
    const rates = await inTurns(ROUNDS, {
      'save, sealed': sealed.save,
      'save, clear': clear.save,
      'read, sealed': sealed.read,
      'read, clear': clear.read,
    });
    await Promise.all([clear.close(), sealed.close()]);
    return (['save', 'read'] as const).map(what => {
      const compared = { ours: rates[`${what}, sealed`], plain: rates[`${what}, clear`] };
      return atLeast(`letters sealed: ${what}`, 'a second of processor time', compared, 0.5);
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
};

/** A database with one letter for each write, and what is done with them. */
async function desk(file: string, given?: Parameters<typeof openDatabase>[1]) {
  const url = `file:${file}`;
  await migrate(url, 'prisma');
  const db = await openDatabase(url, given);
  const at = new Date(0);
  const ids = Array.from({ length: LETTERS }, (_, i) => `letter-${i}`);
  await db.write(async tx => {
    const campaign = { slug: 'bench', name: 'Bench', promoter: '', summary: '', background: '' };
    const { id: campaignId } = await tx.campaign.create({ data: campaign });
    const words = { campaignId, version: 1, subject: '', body: '', createdAt: at };
    const { id: templateVersionId } = await tx.templateVersion.create({ data: words });
    const begun = {
      campaignId,
      templateVersionId,
      state: 'draft',
      postcode: '',
      createdAt: at,
      updatedAt: at,
    };
    await tx.letter.createMany({ data: ids.map(id => ({ ...begun, id, draftKeyHash: id })) });
  });
  let change = 0;
  return {
    save: () =>
      perProcessorSecond(LETTERS, async () => {
        for (const id of ids) {
          change += 1;
          await db.write(tx => tx.letter.update({ where: { id }, data: written(change) }));
        }
      }),
    read: () =>
      perProcessorSecond(LETTERS, async () => {
        for (const id of ids) await db.read.letter.findUniqueOrThrow({ where: { id } });
      }),
    close: db.close,
  };
}
