import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { rowsOf } from '../support/spreadsheets.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  for (const [name, confirmed] of [
    ['ada', true],
    ['ben', true],
    ['cleo', false],
  ] as const) {
    const visitor = world.visitor();
    const email = `${name}@supporter.example`;
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', { ...LETTER, name, email }));
    await world.deliver();
    if (confirmed) await visitor.post(confirmPath(world, email), {}).expect(303);
  }
});
afterAll(() => world.close());

async function counts(...args: string[]) {
  const { output, ended } = run('commands/data.ts', ['counts', ...args], {
    DATABASE_URL: world.databaseUrl,
  });
  return { code: await ended, ...output };
}

describe('npm run -s data -- counts', () => {
  it('counts confirmed letters by constituency, by MP and by day, as CSV and nothing else', async () => {
    const { code, out } = await counts();
    expect(code).toBe(0);
    const rows = rowsOf(out);
    expect(rows.map(({ by, code, name, signups }) => [by, code, name, signups])).toEqual([
      ['constituency', 'E14001545', 'Thornbury and Yate', '2'],
      ['mp', expect.stringMatching(/^\d+$/), 'Claire Young MP', '2'],
      ['day', '2026-11-24', '', '2'],
    ]);
    expect(rows.every(({ campaign }) => campaign === 'school-attendance')).toBe(true);
  });

  it('counts by one thing alone where it is asked to', async () => {
    const { out } = await counts('--by', 'day');
    expect(rowsOf(out)).toHaveLength(1);
  });

  it('says what it can count by, and fails, where it is asked for something else', async () => {
    const { code, out, err } = await counts('--by', 'email');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('constituency');
  });
});
