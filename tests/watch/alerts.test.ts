import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourlyIfDue } from '../../src/retention/hourly.ts';
import { openWorld, type World } from '../support/world.ts';

const RULES = path.join(import.meta.dirname, '..', '..', 'deploy', 'prometheus-alerts.yml');
const TOKEN = 'a-token-for-watching-alone';

/** What each alert asks Prometheus, by the alert's name. */
const ASKED = new Map(
  readFileSync(RULES, 'utf8')
    .split('- alert: ')
    .slice(1)
    .map(rule => [
      rule.split('\n', 1)[0] ?? '',
      /expr:([\s\S]*?)\n {8}(?:for|labels):/.exec(rule)?.[1] ?? '',
    ]),
);

let world: World;
beforeEach(async () => {
  world = await openWorld({ METRICS_TOKEN: TOKEN });
});
afterEach(() => world.close());

async function figures(): Promise<string[]> {
  world.pass(5_000);
  const { text } = await world.visitor().get('/metrics').set('Authorization', `Bearer ${TOKEN}`).expect(200);
  return text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
}

describe('the alerts', () => {
  it('ask for figures that there are', async () => {
    await hourlyIfDue(world.deps);
    await world.visitor().post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    const told = new Set((await figures()).map(line => line.split(/[{ ]/, 1)[0]));
    const asked = [...ASKED.values()].flatMap(
      expr => expr.match(/\b(?:dear_mp|http|nodejs|process)_\w+/g) ?? [],
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(name => !told.has(name))).toEqual([]);
  });

  it('take no answer to whoever watches for a fault of a page, or for a quick page', async () => {
    await world.mail.stop();
    world.pass(60_000);
    for (const watched of ['/readyz', '/healthz']) await world.visitor().get(watched);
    await figures();
    const counted = (await figures()).filter(line => line.startsWith('http_request_duration_seconds_count'));
    expect(counted.join('\n')).toContain('route="/readyz",status="5xx"');
    for (const name of ['ManyErrors', 'SlowPages']) {
      const asked =
        ASKED.get(name)?.match(/http_request_duration_seconds_(?:count|bucket)(?:\{[^}]*\})?/g) ?? [];
      expect(asked).not.toEqual([]);
      for (const selector of asked) {
        const but = new RegExp(`^(?:${/route!~"([^"]*)"/.exec(selector)?.[1] ?? '(?!)'})$`);
        const left = counted.filter(line => !but.test(/route="([^"]*)"/.exec(line)?.[1] ?? ''));
        expect(left, `${name}: ${selector}`).toEqual([]);
      }
    }
  });

  it('tell also of a site whose worker has never run: then no figure says so', async () => {
    expect((await figures()).filter(line => line.startsWith('dear_mp_run_'))).toEqual([]);
    const absent = 'max(dear_mp_database_up) == 1 unless on () dear_mp_run_ended_seconds{run="hourly"}';
    expect(ASKED.get('HourlyWork')).toContain(absent);
  });
});
