import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { named } from '../support/routes.ts';
import { MARK } from './hostile.ts';
import { expectSafe } from './properties.ts';
import { FROM_ELSEWHERE, type Hostile, hostileRequests, SAFE } from './requests.ts';
import { type FuzzSite, openFuzzSite } from './site.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 20_000);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** With so many requests a route is left out less than once in 10^15 runs. */
const ENOUGH_FOR_ALL = 20_000;

/** So many requests meet what those before them left; then all is as it was. */
const BETWEEN_RESTORES = 500;

let site: FuzzSite;
beforeAll(async () => {
  site = await openFuzzSite(path.join(import.meta.dirname, '..', '..'));
});
afterAll(() => site.close());

it('the ground is the whole site: every route that takes a post has a form, or is asked without one', () => {
  const { routes, forms, pages } = site.ground;
  expect(routes.length).toBeGreaterThan(130);
  expect(new Set(forms.map(({ route }) => named(route))).size).toBeGreaterThan(60);
  expect(new Set(pages.map(({ route }) => named(route))).size).toBeGreaterThan(50);
  expect(routes.map(named)).toEqual(expect.arrayContaining(FROM_ELSEWHERE));
});

it(`no hostile request of ${RUNS} breaks the site, changes what it may not, or comes back as markup`, async () => {
  console.log(`FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}`);
  const answers = new Map<number, number>();
  const asked = new Set<string>();
  let run = 0;
  let failed = false;

  const property = fc.asyncProperty(hostileRequests(site.ground), async request => {
    // Whoever fails is tried again from the beginning, smaller and smaller.
    if (failed || run % BETWEEN_RESTORES === 0) await site.restore();
    run += 1;
    asked.add(request.takes);
    try {
      const status = await expectHarmless(request);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    } catch (failure) {
      failed = true;
      throw failure;
    }
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED, path: process.env.FUZZ_PATH ?? '' });

  console.log(`answers: ${JSON.stringify(Object.fromEntries([...answers].sort(([a], [b]) => a - b)))}`);
  const left = site.ground.routes.map(named).filter(route => !asked.has(route));
  // By chance alone a short run leaves some out.
  if (RUNS >= ENOUGH_FOR_ALL) expect(left, 'routes that nothing was sent to').toEqual([]);
  // Requests that are all refused at the door would prove nothing.
  for (const status of [200, 303, 403, 404, 422])
    expect(answers.get(status) ?? 0).toBeGreaterThan(RUNS / 200);
  expect(answers.get(429) ?? 0, 'limits have not answered in the place of the site').toBeLessThan(RUNS / 20);
});

/** @returns the answer's status */
async function expectHarmless(request: Hostile): Promise<number> {
  const { asked, forged } = request;
  const mayNotWrite = forged !== null || SAFE.includes(asked.method);
  const before = mayNotWrite ? site.contents() : '';
  site.log.length = 0;
  const answer = await site.ask(asked);
  expectSafe(request, answer);
  if (forged === 'another site') expect(answer.status, 'refused').toBeGreaterThanOrEqual(400);
  if (mayNotWrite) expect(site.contents() === before, 'nothing has changed').toBe(true);
  expect(({} as Record<string, unknown>)[MARK], 'no field becomes one of all objects').toBeUndefined();
  expect(site.log.filter(({ level }) => level >= 50)).toEqual([]);
  return answer.status;
}
