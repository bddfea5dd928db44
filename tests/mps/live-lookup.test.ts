import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { readIncidents } from '../../src/mps/live-incidents.ts';
import { isBelievable } from '../../src/mps/postcodes-io.ts';
import { startPostcodesIo } from '../support/postcodes-io-stub.ts';
import { FAULTS } from '../support/stub-service.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let live: Awaited<ReturnType<typeof startPostcodesIo>>;
beforeEach(async () => {
  live = await startPostcodesIo();
  world = await openWorld({ LIVE_LOOKUP: `postcodes=${live.url}` });
});
afterEach(async () => {
  await world.close();
  await live.stop();
});

const FILTON = { code: 'E14001237', country: 'England' };
const since = new Date(0);

/** The page that a postcode leads to. */
async function mpPage(postcode: string) {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode }).expect(303);
  return visitor.get('/school-attendance/mp');
}

describe('a postcode that the local data cannot place exactly', () => {
  it('gets the live service’s answer, which is recorded with the letter and told on the page', async () => {
    live.living.set('BS16 1AA', FILTON);
    const page = await mpPage('bs161aa');
    expect(page.text).toContain('Filton and Bradley Stoke');
    expect(page.text).toContain('We asked postcodes.io');
    expect(await world.deps.db.read.letter.findFirstOrThrow()).toMatchObject({
      lookupSource: 'live',
      constituencyCode: FILTON.code,
      terminated: false,
    });
  });

  it('is mentioned on the privacy page, as what leaves and where it goes', async () => {
    expect((await world.visitor().get('/privacy')).text).toContain('postcodes.io: it gets your postcode');
  });

  it('is said to leave where it is typed, in either language', async () => {
    const { text } = await world.visitor().get('/school-attendance').expect(200);
    expect(text).toContain('If it is not in our own list, we ask postcodes.io');
    expect(text).not.toContain('We do not pass it to another service');
    const welsh = await world.visitor().get('/school-attendance/postcode?lang=cy').expect(200);
    expect(welsh.text).toContain('Os nad yw yn ein rhestr ein hunain, gofynnwn i postcodes.io');
  });

  it('is asked for once, however often the supporter looks', async () => {
    live.living.set('BS16 1AA', FILTON);
    await mpPage('BS16 1AA');
    await mpPage('BS16 1AA');
    expect(live.requests).toEqual(['/postcodes/BS16%201AA']);
  });

  it('is answered by its sector where the live service does not know it', async () => {
    expect((await mpPage('BS16 1AA')).text).toContain('Which is your MP?');
    expect((await mpPage('BS37 5AA')).text).toContain('Your MP is Claire Young');
    expect(await readIncidents(world.deps.db, since)).toEqual([]);
  });

  it('is accepted with a note when Royal Mail has withdrawn it', async () => {
    live.terminated.set('BS16 1AA', { longitude: -2.52, latitude: 51.49 });
    live.nearestIs(FILTON);
    const page = await mpPage('BS16 1AA');
    expect(page.text).toContain('Filton and Bradley Stoke');
    expect(page.text).toContain('This postcode is no longer in use');
    expect(live.requests.at(-1)).toBe('/postcodes?lon=-2.52&lat=51.49&limit=1');
  });

  it('is answered by its sector when nobody knows where a withdrawn one was', async () => {
    live.terminated.set('BS16 1AA', { longitude: null, latitude: null });
    expect((await mpPage('BS16 1AA')).text).toContain('Which is your MP?');
  });

  it('never leaves while a supporter chooses among candidates', async () => {
    live.behaviour.fault = 'an internal error';
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS16 1AA' }).expect(303);
    const asked = live.requests.length;
    delete live.behaviour.fault;
    live.living.set('BS16 1AA', FILTON);
    expect((await visitor.get('/school-attendance/mp')).text).toContain('Which is your MP?');
    await visitor.get('/school-attendance/mp/choose').expect(200);
    await visitor.post('/school-attendance/mp', { constituency: FILTON.code }).expect(303);
    expect(live.requests).toHaveLength(asked);
    expect((await world.deps.db.read.letter.findFirstOrThrow()).lookupSource).toBe('candidate');
  });
});

describe('an answer that cannot be true', () => {
  it.each([
    ['names a constituency in another nation than the sector’s', { code: 'S14000061', country: 'Scotland' }],
    ['names a constituency that we do not know', { code: 'E14000999', country: 'England' }],
    ['contradicts itself about the nation', { code: 'E14001237', country: 'Wales' }],
  ])('is not believed when it %s', async (_how, answer) => {
    live.living.set('BS37 5AA', answer);
    expect((await mpPage('BS37 5AA')).text).toContain('Your MP is Claire Young');
    expect(await readIncidents(world.deps.db, since)).toMatchObject([
      { service: 'postcodes', fault: 'not-believed', count: 1 },
    ]);
  });

  const nations = new Map([
    ['E14001163', 'England'],
    ['W07000082', 'Wales'],
    ['S14000061', 'Scotland'],
  ]);
  it.each([
    ['E14001163', 'England', ['E14001163', 'W07000082'], true],
    ['W07000082', 'Wales', ['E14001163', 'W07000082'], true],
    ['W07000082', 'Wales', ['E14001163'], false],
    ['S14000061', 'Scotland', [], true],
    ['S14000061', 'England', [], false],
    ['N05000001', 'Northern Ireland', [], false],
  ])('%s in %s, with the candidates %j: believed is %s', (code, country, candidates, believed) => {
    expect(isBelievable(code, country, candidates, nations)).toBe(believed);
  });
});

describe('a live service in trouble', () => {
  const EXPECTED: Record<string, string> = {
    'a broken connection': 'unreachable',
    'no answer': 'too-slow',
    'an answer that stops in the middle': 'too-slow',
    'a web page': 'not-json',
    'a web page that says not found': 'not-json',
    'a web page that calls itself JSON': 'not-json',
    'values of the wrong type': 'unexpected',
    'nothing at all': 'unexpected',
    'too many requests': 'too-many',
    'an internal error': 'server-error',
    'a service that is away': 'server-error',
    'a redirect': 'redirect',
    'a reply without end': 'too-large',
  };

  it.each(Object.keys(FAULTS))('leaves the local data to answer after %s, and staff see it', async fault => {
    live.behaviour.fault = fault;
    expect((await mpPage('BS37 5AA')).text).toContain('Your MP is Claire Young');
    expect(await readIncidents(world.deps.db, since)).toEqual([
      { service: 'postcodes', fault: EXPECTED[fault], hour: new Date('2026-11-24T10:00:00Z'), count: 1 },
    ]);
    expect(JSON.stringify(world.log)).not.toContain('5AA');
  });

  it('is never called “no MP found” when it is down', async () => {
    await live.stop();
    expect((await mpPage('BS16 1AA')).text).toContain('Which is your MP?');
    expect(await readIncidents(world.deps.db, since)).toMatchObject([{ fault: 'unreachable' }]);
    live = await startPostcodesIo();
  });

  it('is asked a second time where the first try failed by accident', async () => {
    live.living.set('BS16 1AA', FILTON);
    live.behaviour.fault = 'an internal error';
    live.behaviour.faultsOnly = (_path, nth) => nth === 1;
    expect((await mpPage('BS16 1AA')).text).toContain('Filton and Bradley Stoke');
    expect(live.requests).toHaveLength(2);
  });

  it('is left alone for a minute after three faults in a row, then asked by one', async () => {
    live.behaviour.fault = 'a web page';
    for (let i = 0; i < 5; i += 1) await mpPage(`BS16 1A${'ABDEF'[i]}`);
    expect(live.requests).toHaveLength(3);
    expect(await readIncidents(world.deps.db, since)).toMatchObject([{ fault: 'not-json', count: 3 }]);
    delete live.behaviour.fault;
    live.living.set('BS16 1AA', FILTON);
    expect((await mpPage('BS16 1AA')).text).toContain('Which is your MP?');
    world.pass(MINUTE);
    expect((await mpPage('BS16 1AA')).text).toContain('Filton and Bradley Stoke');
  });
});
