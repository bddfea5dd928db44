import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase, type Transaction } from '../../src/db/database.ts';
import { Prisma, PrismaClient } from '../../src/db/generated/client.ts';
import { preparedQuery } from '../../src/db/prepared-queries.ts';
import { type Kind, tableOf } from '../../src/db/prepared-table.ts';
import { writingAdapter } from '../../src/db/sqlite.ts';
import { type Random, seededRandom } from '../../src/demo/random.ts';

/** The same file twice: one is asked as the application asks, the other by Prisma's own client. All that is written stays. */
let dir: string;
let ours: Database;
let prismas: PrismaClient;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-prepared-'));
  for (const name of ['ours.db', 'prismas.db'])
    copyFileSync(inject('migratedDatabase'), path.join(dir, name));
  ours = await openDatabase(`file:${path.join(dir, 'ours.db')}`);
  prismas = new PrismaClient({ adapter: writingAdapter(`file:${path.join(dir, 'prismas.db')}`) });
  for (const row of ROWS) {
    await ours.write(tx => tx.outboxMail.create({ data: row }));
    await prismas.outboxMail.create({ data: row });
  }
});
afterAll(async () => {
  await ours.close();
  await prismas.$disconnect();
  rmSync(dir, { recursive: true });
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 10, minute, 0, minute));

const ROWS = Array.from({ length: 12 }, (_, i) => ({
  kind: ['letter', 'copy', 'confirmation'][i % 3] ?? 'letter',
  aboutId: `about ${i % 5}`,
  messageId: `<${i}@campaign.example>`,
  message: i % 4 === 0 ? Prisma.DbNull : { subject: `Zoë’s “letter” ${i}\u0000`, lines: [i, null, true] },
  bounceToken: `token ${i}`,
  state: ['queued', 'sent'][i % 2] ?? 'queued',
  priority: i % 3,
  dueAt: at(i),
  leasedUntil: i % 2 ? at(i + 1) : null,
  mpMemberId: i % 3 ? i : null,
  createdAt: at(0),
}));

type Client = Pick<Transaction, 'outboxMail' | 'tally' | 'letter' | 'campaign'>;

/** What it gives, or what it throws. */
async function outcome(ask: (client: Client) => Promise<unknown>, client: Client) {
  try {
    return { gives: await ask(client) };
  } catch (error) {
    return { throws: (error as { code?: string }).code };
  }
}

const READS: [what: string, read: (client: Client) => Promise<unknown>][] = [
  ['a row by its id', c => c.outboxMail.findUnique({ where: { id: 3 } })],
  ['a row that is not there', c => c.outboxMail.findUnique({ where: { id: 99 } })],
  ['a row that must be there, and is not', c => c.outboxMail.findUniqueOrThrow({ where: { id: 99 } })],
  ['the first that must be there, and is not', c => c.outboxMail.findFirstOrThrow({ where: { id: 99 } })],
  [
    'some columns',
    c => c.outboxMail.findMany({ select: { id: true, message: true, dueAt: true }, where: {} }),
  ],
  ['all but some columns', c => c.outboxMail.findMany({ omit: { id: true, message: true } })],
  ['all', c => c.outboxMail.findMany()],
  ['nothing asked where something is undefined', c => c.outboxMail.findMany({ where: { kind: undefined } })],
  ['none of no alternatives', c => c.outboxMail.findMany({ where: { OR: [] } })],
  ['all of no conditions', c => c.outboxMail.findMany({ where: { AND: [] } })],
  ['none in an empty list', c => c.outboxMail.count({ where: { kind: { in: [] } } })],
  ['all not in an empty list', c => c.outboxMail.count({ where: { kind: { notIn: [] } } })],
  ['what is null', c => c.outboxMail.count({ where: { leasedUntil: null } })],
  ['what is not null', c => c.outboxMail.count({ where: { leasedUntil: { not: null } } })],
  ['what is not that number, null left out', c => c.outboxMail.count({ where: { mpMemberId: { not: 4 } } })],
  [
    'what is not in a list, null left out',
    c => c.outboxMail.count({ where: { mpMemberId: { notIn: [4] } } }),
  ],
  [
    'in two orders',
    c =>
      c.outboxMail.findMany({
        orderBy: [{ priority: 'desc' }, { leasedUntil: 'asc' }, { id: 'desc' }],
        take: 7,
      }),
  ],
  ['none', c => c.outboxMail.findMany({ take: 0 })],
  ['what is between', c => c.outboxMail.findMany({ where: { dueAt: { gt: at(2), lte: at(5) } } })],
  [
    'a Json column by what is in it',
    c => c.outboxMail.count({ where: { message: { equals: Prisma.DbNull } } }),
  ],
  [
    'with what belongs to it',
    c => c.campaign.findFirst({ include: { asks: { orderBy: { position: 'asc' } } } }),
  ],
  ['a key of two columns', c => c.campaign.findFirst({ where: { asks: { some: { key: 'culture' } } } })],
];

const WRITES: [what: string, write: (client: Client) => Promise<unknown>][] = [
  ['a row', c => c.tally.create({ data: { key: 'k', count: 1, expiresAt: at(3) } })],
  ['a row with what it is given by default', c => c.letter.create({ data: LETTER })],
  [
    'a row, and some of its columns back',
    c =>
      c.letter.create({ data: { ...LETTER, id: 'b', draftKeyHash: 'i' }, select: { id: true, asks: true } }),
  ],
  ['one that is there already', c => c.outboxMail.create({ data: ROWS[0] as (typeof ROWS)[0] })],
  ['one that belongs to nothing', c => c.letter.create({ data: { ...LETTER, campaignId: 99 } })],
  ['many', c => c.tally.createMany({ data: [1, 2].map(n => ({ key: `${n}`, count: n, expiresAt: at(n) })) })],
  [
    'a change',
    c => c.outboxMail.update({ where: { id: 2 }, data: { state: 'failed', message: Prisma.DbNull } }),
  ],
  ['a change of what is not there', c => c.outboxMail.update({ where: { id: 99 }, data: { state: 'sent' } })],
  ['a step', c => c.outboxMail.update({ where: { id: 2 }, data: { attempts: { increment: 3 } } })],
  [
    'many steps back',
    c => c.outboxMail.updateMany({ where: { priority: 1 }, data: { attempts: { decrement: 1 } } }),
  ],
  ['a change of nothing', c => c.outboxMail.updateMany({ where: { id: 2 }, data: {} })],
  [
    'a change to what another has',
    c => c.outboxMail.update({ where: { id: 2 }, data: { messageId: '<1@campaign.example>' } }),
  ],
  ['an end', c => c.outboxMail.deleteMany({ where: { kind: 'copy', state: 'sent' } })],
  ['an end of nothing', c => c.outboxMail.deleteMany({ where: { id: { in: [] } } })],
];

const LETTER = {
  id: 'a',
  campaignId: 1,
  templateVersionId: 1,
  draftKeyHash: 'h',
  state: 'draft',
  postcode: 'ZZ99 3VZ',
  createdAt: at(0),
  updatedAt: at(1),
};

describe('a prepared statement', () => {
  it('is not for tables with bytes: Prisma gives those in its own way', () => {
    const logos = tableOf(
      'CampaignLogo',
      [
        ['campaignId', 'INTEGER'],
        ['bytes', 'BLOB'],
      ],
      {},
    );
    expect(preparedQuery(logos, 'findMany', {})).toBeNull();
    expect(preparedQuery(logos, 'findMany', { omit: { bytes: true } })).toBeNull();
    expect(preparedQuery(logos, 'findMany', { select: { campaignId: true } })).not.toBeNull();
  });

  it.each(READS)('reads as Prisma does: %s', async (_, read) => {
    expect(await outcome(read, ours.read)).toEqual(await outcome(read, prismas));
  });

  it.each(WRITES)('writes as Prisma does: %s', async (_, write) => {
    expect(await ours.write(tx => outcome(write, tx))).toEqual(await outcome(write, prismas));
    expect(await content(ours.read)).toEqual(await content(prismas));
    expect(stored('ours.db')).toEqual(stored('prismas.db'));
  });

  it('finds what Prisma finds, whatever is compared', async () => {
    const random = seededRandom(7);
    let prepared = 0;
    for (let i = 0; i < 400; i++) {
      const where = randomWhere(random, 2);
      if (preparedQuery(OUTBOX, 'count', { where })) prepared += 1;
      const found = (client: Client) => client.outboxMail.findMany({ where, select: { id: true } });
      expect(await found(ours.read), JSON.stringify(where)).toEqual(await found(prismas));
    }
    // The others have an empty list among them.
    expect(prepared).toBeGreaterThan(200);
  });

  it('answers no more than columns of one table, compared with values', () => {
    const more: [operation: string, args: Record<string, unknown>][] = [
      ['findMany', { include: { letter: true } }],
      ['findMany', { where: { letter: { is: {} } } }],
      ['findMany', { where: { kind: { contains: 'l' } } }],
      ['findMany', { where: { kind: { not: { in: ['letter'] } } } }],
      ['findMany', { where: { NOT: { kind: 'letter' } } }],
      ['findMany', { where: { OR: [] } }],
      ['findMany', { where: { AND: [] } }],
      ['findMany', { where: { message: {} } }],
      ['findMany', { where: { kind: { in: [null] } } }],
      ['findMany', { where: { kind: { in: Array.from({ length: 61 }, String) } } }],
      ['findMany', { where: { dueAt: '2026-11-24' } }],
      ['findMany', { where: { id: 1.5 } }],
      ['findMany', { take: -1 }],
      ['findMany', { skip: 1 }],
      ['findMany', { orderBy: { id: { sort: 'asc', nulls: 'last' } } }],
      ['findMany', { select: { letter: { select: { id: true } } } }],
      ['create', { data: { kind: 'letter', letter: { create: {} } } }],
      ['updateMany', { where: {}, data: { attempts: { multiply: 2 } } }],
      ['createMany', { data: [{ kind: 'a' }, { state: 'b' }] }],
      ['delete', { where: { id: 1 } }],
      ['groupBy', { by: ['kind'] }],
    ];
    for (const [operation, args] of more) {
      expect(preparedQuery(OUTBOX, operation, args), JSON.stringify(args)).toBeNull();
    }
  });
});

const columns = Object.entries({
  id: 'INTEGER',
  kind: 'TEXT',
  state: 'TEXT',
  attempts: 'INTEGER',
  priority: 'INTEGER',
  dueAt: 'DATETIME',
  leasedUntil: 'DATETIME',
  mpMemberId: 'INTEGER',
  message: 'JSONB',
});
const OUTBOX = tableOf('OutboxMail', columns as [string, Kind][], {});

type Where = Prisma.OutboxMailWhereInput;
type Comparison = () => Where;

function randomWhere(random: Random, depth: number): Where {
  const { one } = random;
  const number = () => random.below(12);
  const inner = () => Array.from({ length: number() % 3 }, () => randomWhere(random, depth - 1));
  const kind = () => one(['letter', 'copy', 'confirmation', 'none']);
  const comparisons: [Comparison, ...Comparison[]] = [
    () => ({
      kind: one<Where['kind']>([
        kind(),
        { not: kind() },
        { in: [kind(), kind()] },
        { notIn: [kind()] },
        { gt: kind() },
      ]),
    }),
    () => ({
      mpMemberId: one<Where['mpMemberId']>([
        null,
        number(),
        { not: null },
        { lt: number() },
        { in: [number()] },
        { gte: number(), not: number() },
      ]),
    }),
    () => ({
      dueAt: one<Where['dueAt']>([
        at(number()),
        { lte: at(number()) },
        { gt: at(number()), lt: at(number()) },
      ]),
    }),
    () => ({
      leasedUntil: one<Where['leasedUntil']>([
        null,
        { not: null },
        { gte: at(number()) },
        { equals: at(number()) },
      ]),
    }),
    () => ({ priority: number() % 3, state: one(['queued', 'sent']) }),
    ...(depth > 0
      ? [() => ({ OR: inner() }), () => ({ AND: inner() }), () => ({ OR: inner(), kind: kind() })]
      : []),
  ];
  return one(comparisons)();
}

const content = async (client: Client) => [
  await client.outboxMail.findMany(),
  await client.tally.findMany(),
  await client.letter.findMany(),
];

/** The cells as they stand in the file, with what each is stored as. */
function stored(name: string) {
  const db = new Sqlite(path.join(dir, name), { readonly: true });
  const cells = ['OutboxMail', 'Tally', 'Letter'].map(table => {
    const names = (db.pragma(`table_info("${table}")`) as { name: string }[]).map(
      column => `"${column.name}"`,
    );
    const typed = names.map(column => `${column}, typeof(${column})`).join(', ');
    return db.prepare(`SELECT ${typed} FROM "${table}" ORDER BY 1`).raw().all();
  });
  db.close();
  return cells;
}
