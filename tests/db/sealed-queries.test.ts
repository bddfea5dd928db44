import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../src/db/database.ts';
import { SEALED } from '../../src/db/sealing.ts';
import { sealingOf } from '../../src/sealing/sealed-fields.ts';
import { openSecrets } from '../../src/secrets/secrets.ts';
import { openWorld, type World } from '../support/world.ts';

const AT = new Date('2026-11-24T10:00:00Z');
const SEALING = sealingOf(openSecrets('a secret for this test, forty characters'));

let world: World;
let campaignId: number;
let templateVersionId: number;
beforeAll(async () => {
  world = await openWorld();
  const template = await world.deps.db.read.templateVersion.findFirstOrThrow();
  ({ campaignId, id: templateVersionId } = template);
});
afterAll(() => world.close());

const letter = (id: string, more: object = {}) => ({
  id,
  campaignId,
  templateVersionId,
  draftKeyHash: id,
  state: 'draft',
  postcode: 'BS37 5AA',
  story: `The story of ${id}`,
  email: `${id}@Supporter.example`,
  createdAt: AT,
  updatedAt: AT,
  ...more,
});
const contact = (id: string, more: object = {}) => ({
  id,
  campaignId,
  reason: 'nation',
  nation: 'Wales',
  email: `${id}@supporter.example`,
  createdAt: AT,
  ...more,
});
const write = <T>(work: (tx: Transaction) => Promise<T>) => world.deps.db.write(work);
/** A cell as the database itself holds it. */
async function stored(table: string, column: string, id: string): Promise<unknown> {
  const sql = `SELECT "${column}" AS cell FROM "${table}" WHERE "id" = '${id}'`;
  return (await world.deps.db.read.$queryRawUnsafe<{ cell: unknown }[]>(sql))[0]?.cell;
}

/** Changes rows past our own code. */
const change = (sql: string) => write(tx => tx.$executeRawUnsafe(sql));

beforeEach(() =>
  write(async tx => {
    await tx.contact.deleteMany();
    await tx.letter.deleteMany();
    await tx.letter.create({ data: letter('one', { name: 'Ada Example' }) });
    await tx.contact.create({ data: contact('two', { letterId: 'one' }) });
    await tx.token.upsert({
      where: { hash: 'h' },
      create: { hash: 'h', letterId: 'one', createdAt: AT, expiresAt: AT },
      update: { letterId: 'one' },
    });
  }),
);

describe('a sealed column', () => {
  it('reads as it was written, and stands sealed in the file', async () => {
    const row = await world.deps.db.read.letter.findUniqueOrThrow({ where: { id: 'one' } });
    expect(row).toMatchObject({
      story: 'The story of one',
      name: 'Ada Example',
      email: 'one@Supporter.example',
    });
    for (const column of ['story', 'name', 'email', 'postcode']) {
      expect(await stored('Letter', column, 'one')).toMatch(/^sealed:[\da-f]{8}(\.[\w-]+){3}$/);
    }
  });

  it('stays empty where it is empty, so that a query can ask whether there is something', async () => {
    expect(await stored('Letter', 'town', 'one')).toBe('');
    expect(await stored('Letter', 'body', 'one')).toBeNull();
    const count = (where: object) => world.deps.db.read.letter.count({ where });
    expect(await count({ story: '' })).toBe(0);
    expect(await count({ story: { not: '' }, body: null, town: '' })).toBe(1);
  });

  it('takes what looks sealed for what it is: words that somebody typed', async () => {
    const typed = String(await stored('Letter', 'story', 'one'));
    await write(tx => tx.letter.update({ where: { id: 'one' }, data: { name: typed, town: SEALED } }));
    const row = await world.deps.db.read.letter.findUniqueOrThrow({ where: { id: 'one' } });
    expect([row.name, row.town]).toEqual([typed, SEALED]);
  });

  it('reads as it stands where it is from before anything was sealed', async () => {
    await change(`UPDATE "Letter" SET "story" = 'Plain.', "emailHash" = NULL`);
    expect((await world.deps.db.read.letter.findFirstOrThrow()).story).toBe('Plain.');
  });

  it.each([
    ['moved to another column', 'UPDATE "Letter" SET town = story'],
    ['moved to another row', 'UPDATE "Contact" SET email = (SELECT email FROM "Letter")'],
    ['changed', `UPDATE "Letter" SET story = substr(story, 1, length(story) - 2) || 'AA'`],
  ])('does not open when it was %s', async (_how, sql) => {
    await change(sql);
    await expect(world.deps.db.read.letter.findFirstOrThrow({ include: { contact: true } })).rejects.toThrow(
      'does not open',
    );
  });
});

describe('what is sealed reads in clear', () => {
  const STORY = 'The story of one';
  const EMAIL = 'two@supporter.example';
  it.each<[string, () => Promise<unknown>, unknown]>([
    ['in a list', async () => (await read().letter.findMany())[0]?.story, STORY],
    [
      'without the key in the selection',
      async () => (await read().letter.findFirst({ select: { story: true } }))?.story,
      STORY,
    ],
    [
      'from a contact’s letter',
      async () => (await read().contact.findFirst({ include: { letter: true } }))?.letter?.story,
      STORY,
    ],
    [
      'from a letter’s contact',
      async () =>
        (await read().letter.findFirst({ include: { contact: { select: { email: true } } } }))?.contact
          ?.email,
      EMAIL,
    ],
    [
      'from a token, two steps away',
      async () =>
        (await read().token.findFirst({ select: { letter: { include: { contact: true } } } }))?.letter
          ?.contact?.email,
      EMAIL,
    ],
    [
      'through a model with nothing sealed',
      async () =>
        (await read().campaign.findFirst({ include: { letters: true, contacts: true } }))?.letters[0]?.story,
      STORY,
    ],
    [
      'in what a write gives back',
      () =>
        write(async tx => (await tx.letter.update({ where: { id: 'one' }, data: { town: 'Yate' } })).story),
      STORY,
    ],
    [
      'in what an upsert wrote',
      () =>
        write(async tx => {
          const data = letter('three');
          const args = { where: { id: 'three' }, create: data, update: { story: 'Again' } };
          await tx.letter.upsert(args);
          return (await tx.letter.upsert(args)).story;
        }),
      'Again',
    ],
    [
      'after many were written at once',
      () =>
        write(async tx => {
          await tx.contact.createMany({ data: [contact('four'), contact('five')] });
          return (await tx.contact.findUnique({ where: { id: 'five' } }))?.email;
        }),
      'five@supporter.example',
    ],
  ])('%s', async (_where, ask, expected) => {
    expect(await ask()).toBe(expected);
  });

  const read = () => world.deps.db.read;
});

describe('an address', () => {
  it.each<[string, object, number]>([
    ['however it is spelt', { email: ' ONE@supporter.EXAMPLE ' }, 1],
    ['among others', { email: { in: ['one@supporter.example', 'x@supporter.example'] } }, 1],
    [
      'on either side of OR',
      { OR: [{ email: 'x@supporter.example' }, { email: 'one@supporter.example' }] },
      1,
    ],
    ['through a relation', { contact: { email: 'two@supporter.example' } }, 1],
    ['through a relation said at length', { contact: { is: { email: 'two@supporter.example' } } }, 1],
    ['that is another', { email: 'two@supporter.example' }, 0],
    ['that is excluded', { NOT: { email: 'one@supporter.example' } }, 0],
  ])('finds its letter %s', async (_how, where, found) => {
    expect(await world.deps.db.read.letter.count({ where })).toBe(found);
  });

  it('is found by its hash no more once it is emptied', async () => {
    expect(await stored('Letter', 'emailHash', 'one')).toMatch(/^[\da-f]{8}\./);
    await write(tx => tx.letter.updateMany({ where: {}, data: { email: '' } }));
    expect(await stored('Letter', 'emailHash', 'one')).toBeNull();
  });
});

describe('what cannot work is refused loudly, and nothing is written', () => {
  it.each<[string, (tx: Transaction) => Promise<unknown>]>([
    ['a comparison', tx => tx.letter.findMany({ where: { story: 'The story of one' } })],
    ['a comparison of parts', tx => tx.letter.findMany({ where: { email: { contains: 'one' } } })],
    [
      'a comparison through a relation',
      tx => tx.token.findMany({ where: { letter: { is: { town: 'Yate' } } } }),
    ],
    ['an order', tx => tx.letter.findMany({ orderBy: { name: 'asc' } })],
    [
      'an order in what is included',
      tx => tx.campaign.findMany({ include: { letters: { orderBy: { name: 'asc' } } } }),
    ],
    ['a grouping', tx => tx.letter.groupBy({ by: ['postcode'] })],
    ['the highest', tx => tx.letter.aggregate({ _max: { postcode: true } })],
    ['a write that names no row', tx => tx.letter.updateMany({ data: { story: 'All alike' } })],
    [
      'a write by another column',
      tx => tx.letter.update({ where: { draftKeyHash: 'one' }, data: { story: 'X' } }),
    ],
    [
      'a contact made through its letter',
      tx =>
        tx.letter.update({ where: { id: 'one' }, data: { contact: { update: { email: 'x@y.example' } } } }),
    ],
    [
      'a letter made through its campaign',
      tx =>
        tx.campaign.update({
          where: { id: campaignId },
          data: { letters: { create: letter('nested') as never } },
        }),
    ],
    [
      'a letter made through a token',
      tx =>
        tx.token.create({
          data: { hash: 'n', createdAt: AT, expiresAt: AT, letter: { create: letter('nested') as never } },
        }),
    ],
  ])('%s', async (_what, ask) => {
    await expect(write(ask)).rejects.toMatchObject({ code: 'SEALED' });
    const rows = await world.deps.db.read.letter.findMany();
    expect(rows.map(({ id, story }) => [id, story])).toEqual([['one', 'The story of one']]);
  });
});

describe('the table of what is sealed', () => {
  const schema = readFileSync('prisma/schema.prisma', 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => ({
    name,
    fields: [...body.matchAll(/^ {2}(\w+) +(\w+)/gm)].map(([, field = '', type = '']) => ({ field, type })),
  }));

  it('knows each relation that leads to a sealed model, and those names lead nowhere else', () => {
    const sealed = Object.keys(SEALING.models);
    const leading = models.flatMap(({ fields }) => fields.filter(({ type }) => sealed.includes(type)));
    expect(leading.length).toBeGreaterThan(5);
    for (const { field, type } of leading) expect([field, SEALING.relations[field]]).toEqual([field, type]);
    for (const { name, fields } of models) {
      for (const { field, type } of fields.filter(one => one.field in SEALING.relations)) {
        expect([name, field, type]).toEqual([name, field, SEALING.relations[field]]);
      }
    }
  });

  it('names columns that exist', () => {
    for (const [model, { key, text, json = [], found = {}, hashed = {} }] of Object.entries(SEALING.models)) {
      const fields = models.find(({ name }) => name === model)?.fields.map(({ field }) => field) ?? [];
      const beside = Object.values(found).map(({ column }) => column);
      for (const column of [key, ...text, ...json, ...beside, ...Object.keys(hashed)])
        expect(fields).toContain(column);
    }
  });
});
