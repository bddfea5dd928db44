import { stringify } from 'csv-stringify/sync';
import type { Database } from '../db/database.ts';

/** What signups are counted by. A signup is a confirmed letter. */
export const COUNT_KINDS = ['constituency', 'mp', 'day'] as const;
export type CountedBy = (typeof COUNT_KINDS)[number];

type CountRow = {
  campaign: string;
  by: CountedBy;
  code: string;
  name: string;
  signups: number;
  by_email: number;
  own_means: number;
};

const columns = ['campaign', 'by', 'code', 'name', 'signups', 'by_email', 'own_means'];

/** How many letters of a campaign were confirmed. */
export function countLetters(db: Database, campaignId: number): Promise<number> {
  return db.read.letter.count({ where: { campaignId, confirmedAt: { not: null } } });
}

/** Signups by constituency, MP and day (in London), as rows that one file can hold. */
export async function signupCounts(db: Database, kinds: readonly CountedBy[]): Promise<CountRow[]> {
  const letters = await db.read.letter.groupBy({
    by: ['campaignId', 'constituencyCode', 'constituency', 'mpMemberId', 'mpName', 'way', 'confirmedAt'],
    where: { confirmedAt: { not: null } },
    _count: true,
  });
  const campaigns = await db.read.campaign.findMany({ select: { id: true, slug: true } });
  const slugs = new Map(campaigns.map(({ id, slug }) => [id, slug]));
  const rows = new Map<string, CountRow>();
  for (const letter of letters) {
    for (const by of kinds) {
      const { code, name } = keyOf(by, letter);
      const campaign = slugs.get(letter.campaignId) ?? '';
      const key = [campaign, by, code, name].join('\n');
      const row = rows.get(key) ?? { campaign, by, code, name, signups: 0, by_email: 0, own_means: 0 };
      row.signups += letter._count;
      row[letter.way === 'own_means' ? 'own_means' : 'by_email'] += letter._count;
      rows.set(key, row);
    }
  }
  return [...rows.values()].sort((a, b) => orderOf(a).localeCompare(orderOf(b), 'en'));
}

/** The same rows as CSV with a header line. */
export function countsCsv(rows: CountRow[]): string {
  return stringify(rows, { header: true, columns });
}

type Counted = {
  constituencyCode: string | null;
  constituency: string | null;
  mpMemberId: number | null;
  mpName: string | null;
  confirmedAt: Date | null;
};

function keyOf(by: CountedBy, letter: Counted): { code: string; name: string } {
  switch (by) {
    case 'constituency':
      return { code: letter.constituencyCode ?? '', name: letter.constituency ?? '' };
    case 'mp':
      return { code: String(letter.mpMemberId ?? ''), name: letter.mpName ?? '' };
    case 'day':
      return { code: letter.confirmedAt ? londonDay.format(letter.confirmedAt) : '', name: '' };
  }
}

/** The day as the campaign's staff live it, in ISO order; Intl knows when London's clocks change. */
const londonDay = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: 'Europe/London' });

const orderOf = ({ campaign, by, code, name }: CountRow) =>
  [campaign, COUNT_KINDS.indexOf(by), by === 'day' ? code : name, code].join('\n');
