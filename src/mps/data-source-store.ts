import type { Database, Transaction } from '../db/database.ts';

/** Where data come from that answer: for the page, and for whoever runs the site. */
export type DataSource = {
  /** "members", "constituencies", "sectors"; "postcodes" for an index of whole postcodes. */
  name: string;
  source: string;
  licence: string;
  /** The day of which the data tell. */
  asOf: Date;
};

/** Of whatever is made from the published postcode tables: all of them hold these data. */
export const POSTCODE_LICENCES =
  'CC BY 4.0; Open Government Licence v3.0. Contains OS, Royal Mail and National Statistics data © Crown copyright and database right 2025';
const BOUNDARIES = 'mySociety’s 2025 constituency look-up, on the boundaries of July 2024';

/** The register of members, as UK Parliament publishes it. */
export const MEMBERS_LICENCE = 'Open Parliament Licence v3.0';

/** The starter data's; where only the month is known, its first day stands for it. */
const STARTER: DataSource[] = [
  {
    name: 'members',
    source:
      'UK Parliament’s register of members, by way of the Department for Education’s look-up, compiled in November 2026',
    licence: 'Open Parliament Licence v3.0; Open Government Licence v3.0',
    asOf: new Date('2026-11-01'),
  },
  { name: 'constituencies', source: BOUNDARIES, licence: POSTCODE_LICENCES, asOf: new Date('2024-07-04') },
  {
    name: 'sectors',
    source: `${BOUNDARIES}, brought up to OS Code-Point Open of October 2025; Northern Ireland from food hygiene ratings`,
    licence: POSTCODE_LICENCES,
    asOf: new Date('2025-10-01'),
  },
];

/** Says where the starter data come from, unless the database tells of newer ones. */
export async function recordStarterSources(db: Database, now: Date): Promise<void> {
  await db.write(async tx => {
    const known = new Set((await tx.dataSource.findMany()).map(({ name }) => name));
    const missing = STARTER.filter(({ name }) => !known.has(name));
    if (missing.length === 0) return;
    await tx.dataSource.createMany({ data: missing.map(one => ({ ...one, loadedAt: now })) });
  });
}

/** These data answer from now on, in place of earlier ones of that name. */
export async function recordSource(tx: Transaction, source: DataSource, now: Date): Promise<void> {
  const data = { ...source, loadedAt: now };
  await tx.dataSource.upsert({ where: { name: source.name }, create: data, update: data });
}

/** Which data answer, members first. */
export async function readSources(db: Database): Promise<DataSource[]> {
  const rows = await db.read.dataSource.findMany();
  const order = STARTER.map(({ name }) => name);
  return rows.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}
