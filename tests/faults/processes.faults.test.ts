import { expect, it } from 'vitest';
import { killAgainAndAgain } from './kills.ts';
import { stopMidSend, twoWorkers } from './processes.ts';

it('two workers in two processes send each letter once', async () => {
  const row = await twoWorkers(20);
  expect(row).toMatchObject({ confirmed: 20, arrived: 20, duplicated: 0, lost: 0 });
});

it('a worker that is told to end while tries hang ends by itself, and leaves no letter claimed', async () => {
  const { row, code, leased } = await stopMidSend(4);
  expect(code).toBe(0);
  expect(leased).toBe(0);
  expect(row).toMatchObject({ confirmed: 4, arrived: 4, lost: 0, presumed: 0 });
});

it('every letter that a supporter saw confirmed arrives, though the site is killed six times', async () => {
  const { row, integrity } = await killAgainAndAgain(6, 7);
  expect(row.confirmed).toBeGreaterThan(0);
  expect(row).toMatchObject({ arrived: row.confirmed, sameId: row.duplicated, lost: 0 });
  expect(integrity).toBe('ok');
});
