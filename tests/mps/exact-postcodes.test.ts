import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { postcodesSource } from '../../src/mps/exact-postcodes.ts';
import { createMpLookup } from '../../src/mps/mp-lookup.ts';
import { parsePostcode } from '../../src/mps/postcode.ts';
import { postcodeFolder } from '../support/postcode-files.ts';
import { openWorld } from '../support/world.ts';

const YATE = 'E14001545';
const ISLINGTON_SOUTH = 'E14001306';
const folder = postcodeFolder();
afterAll(() => rmSync(folder.dir, { recursive: true }));

beforeAll(async () => {
  const rows = [
    `BS37 5AA,,${ISLINGTON_SOUTH}`,
    `N1 9AG,,${ISLINGTON_SOUTH}`,
    `N1 9AA,200101,${ISLINGTON_SOUTH}`,
  ];
  await folder.build([folder.write('a.csv', `pcds,doterm,pcon24cd\n${rows.join('\n')}\n`)]);
});

/** A site for one test; it may log errors, as some of these must. */
async function openSite(env: Record<string, string> = {}) {
  const world = await openWorld(env);
  onTestFinished(() => world.close({ expectErrors: true }));
  return { world, logged: (level: number) => world.log.filter(line => line.level === level) };
}

describe('with an index, the postcode', () => {
  const pageFor = async (postcode: string) => {
    const { world, logged } = await openSite({ POSTCODES_FILE: folder.out });
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode }).expect(303);
    const { text } = await visitor.get('/school-attendance/mp').expect(200);
    return { world, logged, visitor, text, letter: await world.deps.db.read.letter.findFirstOrThrow() };
  };

  it('is answered exactly, also where its sector says otherwise', async () => {
    const { text, letter, logged } = await pageFor('bs375aa');
    expect(text).toContain('Islington South and Finsbury');
    expect(text).toContain('This is the MP for your postcode, <span class="unbroken">BS37 5AA</span>.');
    expect(text).not.toContain('no longer in use');
    expect(letter).toMatchObject({ constituencyCode: ISLINGTON_SOUTH, lookupSource: 'exact' });
    expect(logged(50)).toEqual([]);
  });

  it('is accepted with a note when it is no longer in use', async () => {
    const { text, letter } = await pageFor('N1 9AA');
    expect(text).toContain('This postcode is no longer in use');
    expect(text).toContain('Islington South and Finsbury');
    expect(letter).toMatchObject({ constituencyCode: ISLINGTON_SOUTH, lookupSource: 'exact' });
  });

  it('is inferred from its sector, and said to be, where the index does not have it', async () => {
    const { text, letter } = await pageFor('BS37 5AB');
    expect(text).toContain('Your MP is Claire Young');
    expect(text).toContain('Everything in its first part, <span class="unbroken">BS37 5</span>');
    expect(letter).toMatchObject({ constituencyCode: YATE, lookupSource: 'sector' });
  });

  it('offers the sector’s candidates where the index does not have it and there are several', async () => {
    const { text, letter } = await pageFor('N1 9AB');
    expect(text).toContain('Which is your MP?');
    expect(letter).toMatchObject({ constituencyCode: null, lookupSource: null });
  });

  it('can still be said to be wrong: another choice counts as made by hand', async () => {
    const { world, visitor } = await pageFor('N1 9AG');
    expect((await visitor.get('/school-attendance/mp/choose').expect(200)).text).toContain(
      'Holborn and St Pancras',
    );
    await visitor.post('/school-attendance/mp', { constituency: 'E14001290' }).expect(303);
    expect(await world.deps.db.read.letter.findFirstOrThrow()).toMatchObject({ lookupSource: 'by_hand' });
  });
});

describe('the start says which data answer:', () => {
  it('the index, with where its data come from', async () => {
    const { world } = await openSite({ POSTCODES_FILE: folder.out });
    expect(world.log).toContainEqual(
      expect.objectContaining({
        level: 30,
        msg: 'postcodes are looked up exactly',
        postcodes: 3,
        terminated: 1,
      }),
    );
    const page = await world.visitor().get('/data-sources').expect(200);
    expect(page.text).toContain('Whole postcodes');
    expect(page.text).toContain('a.csv');
  });

  it('sectors, where no index is named', async () => {
    const { world, logged } = await openSite();
    expect(world.log).toContainEqual(expect.objectContaining({ msg: expect.stringContaining('by sector') }));
    expect((await world.visitor().get('/data-sources')).text).not.toContain('Whole postcodes');
    expect(logged(50)).toEqual([]);
  });

  it.each<[string, (good: Buffer) => Buffer | undefined, string]>([
    ['missing', () => undefined, 'there is no such file'],
    ['cut short', good => good.subarray(0, -1), 'it is damaged or cut short: build it again'],
    [
      'of another version',
      good => Buffer.from(good.toString('latin1').replace('2\n', '9\n'), 'latin1'),
      'another',
    ],
    ['of another kind', () => Buffer.from('postcode,constituency\n'), 'it is not a postcode index'],
  ])('sectors, where the index is %s, and an error says so', async (_, spoil, why) => {
    const file = folder.at('spoilt.idx');
    rmSync(file, { force: true });
    const spoilt = spoil(readFileSync(folder.out));
    if (spoilt) writeFileSync(file, spoilt);

    const { world, logged } = await openSite({ POSTCODES_FILE: file });
    expect(logged(50)).toEqual([
      expect.objectContaining({
        file,
        why: expect.stringContaining(why),
        msg: 'POSTCODES_FILE cannot be used: postcodes are looked up by sector',
      }),
    ]);
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    expect((await visitor.get('/school-attendance/mp').expect(200)).text).toContain('Claire Young');
  });
});

describe('postcode data age from', () => {
  const about = { sources: [], postcodes: 1, terminated: 0, constituencies: 1 };
  it.each([
    ['the month that they speak of', '2026-08', '2026-08-01T00:00:00.000Z'],
    ['the day they were built, where they carry no dates', null, '2026-11-20T10:00:00.000Z'],
  ])('%s', (_, dataMonth, date) => {
    const builtAt = '2026-11-20T10:00:00.000Z';
    expect(postcodesSource({ ...about, dataMonth, builtAt }).asOf.toISOString()).toBe(date);
  });
});

describe('the look-up', () => {
  it('asks the exact look-up first, and tells whether the postcode is in use', async () => {
    const sectors = new Map([['BS37 5', [YATE]]]);
    const lookUp = createMpLookup(
      sector => sectors.get(sector),
      [],
      postcode => (postcode === 'BS37 5AA' ? { constituency: ISLINGTON_SOUTH, terminated: true } : undefined),
    );
    const ask = (typed: string) => {
      const parsed = parsePostcode(typed);
      if (parsed.kind !== 'postcode') throw new Error(`${typed} is not a postcode`);
      return lookUp(parsed);
    };
    expect(await ask('BS37 5AA')).toEqual({
      kind: 'found',
      source: 'exact',
      constituency: ISLINGTON_SOUTH,
      terminated: true,
    });
    expect(await ask('BS37 5AB')).toEqual({ kind: 'found', source: 'sector', constituency: YATE });
    expect(await ask('BS38 5AB')).toEqual({ kind: 'unknown' });
  });
});
