import { expect, it } from 'vitest';
import { noPostgresql } from '../../scripts/postgresql-cluster.ts';
import { severalHosts } from './several-hosts.ts';

it.skipIf(noPostgresql)(
  'every letter arrives, though five processes on one PostgreSQL are killed in turn and it falls over itself',
  async () => {
    const { row, failed } = await severalHosts(5, 7);
    expect(row.confirmed).toBeGreaterThan(0);
    expect(row).toMatchObject({ arrived: row.confirmed, sameId: row.duplicated, lost: 0 });
    expect(failed).toBe(0);
  },
);
