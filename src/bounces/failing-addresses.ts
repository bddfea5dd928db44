import type { Database } from '../db/database.ts';

/** One failure may be an accident; from two on staff should look. */
const FROM = 2;

/** MPs' e-mail addresses that failed or bounced for two letters or more, the worst first. */
export async function failingAddresses(db: Database): Promise<{ address: string; letters: number }[]> {
  const counted = await db.read.letter.groupBy({
    by: ['mpEmail'],
    where: { state: { in: ['failed', 'bounced'] }, mpEmail: { not: null } },
    _count: { id: true },
    having: { id: { _count: { gte: FROM } } },
    orderBy: [{ _count: { id: 'desc' } }, { mpEmail: 'asc' }],
  });
  return counted.map(({ mpEmail, _count }) => ({ address: mpEmail ?? '', letters: _count.id }));
}
