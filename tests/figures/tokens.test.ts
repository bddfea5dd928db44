import { agent } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { overtaken, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const COUNTS = '/staff/export/counts.csv';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Makes a token in the page for it. @returns its text, as the page shows it once */
async function makeToken(name: string) {
  const admin = await signIn(world, 'admin');
  await admin.post('/staff/tokens', { name }).expect(303).expect('Location', '/staff/tokens');
  const { text } = await admin.get('/staff/tokens').expect(200);
  const token = /<code class="link">(dearmp_[\w-]{32})<\/code>/.exec(text)?.[1] ?? '';
  expect(token).not.toBe('');
  return { admin, token };
}

const withToken = (url: string, token: string) =>
  agent(world.app).get(url).set('Authorization', `Bearer ${token}`);

describe('a token for another program', () => {
  it('is shown once, and kept as a hash alone', async () => {
    const { admin, token } = await makeToken('Trustees’ spreadsheet');
    const again = await admin.get('/staff/tokens').expect(200);
    expect(again.text).toContain('Trustees’ spreadsheet');
    expect(again.text).not.toContain(token);
    const rows = await world.deps.db.read.apiToken.findMany();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.at(-1)).toMatchObject({
      name: 'Trustees’ spreadsheet',
      scope: 'counts',
      createdBy: admin.email,
    });
  });

  it('opens the counts as CSV and as Excel, without a cookie', async () => {
    const { token } = await makeToken('Supporter database');
    const { text, headers } = await withToken(`${COUNTS}?by=day`, token).expect(200);
    expect(text).toContain('campaign,by,code,name,signups');
    expect(headers['set-cookie']).toBeUndefined();
    await withToken('/staff/export/counts.xlsx', token).expect(200);
    await withToken(`${COUNTS}?to=9999-12-31`, token).expect(400);
    const [row] = await world.deps.db.read.apiToken.findMany({ where: { name: 'Supporter database' } });
    expect(row?.lastUsedAt).toEqual(world.deps.clock());
    world.pass(2 * MINUTE);
    await withToken(COUNTS, token).expect(200);
    const [later] = await world.deps.db.read.apiToken.findMany({ where: { name: 'Supporter database' } });
    expect(later?.lastUsedAt).toEqual(world.deps.clock());
  });

  it('answers a program that asks for the headers first', async () => {
    const { token } = await makeToken('Careful program');
    const asked = agent(world.app).head(COUNTS).set('Authorization', `Bearer ${token}`);
    const { headers } = await asked.expect(200);
    expect(headers['content-type']).toContain('text/csv');
  });

  it.each(['99999999999', '-1', 'x'])('is not there to be revoked as number %s', async id => {
    const admin = await signIn(world, 'admin');
    await admin.post(`/staff/tokens/${id}/revoke`, {}).expect(404);
  });

  it('opens nothing else', async () => {
    const { token } = await makeToken('Nosy program');
    for (const url of [
      '/staff',
      '/staff/rows',
      '/staff/export',
      '/staff/export/briefing.csv',
      '/staff/tokens',
    ]) {
      await withToken(url, token)
        .expect(303)
        .expect('Location', /^\/staff\/sign-in/);
    }
    for (const file of ['stories.csv', 'supporters.csv', 'counts.csv']) {
      const post = agent(world.app).post(`/staff/export/${file}`).set('Authorization', `Bearer ${token}`);
      await post.set('Sec-Fetch-Site', 'same-origin').expect(403);
    }
  });

  it.each(['', 'dearmp_', 'dearmp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'nonsense'])(
    'that is %j opens nothing, and the answer says what to do',
    async token => {
      const { text, headers } = await withToken(COUNTS, token).expect(401);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(text).toContain('Ask an admin');
    },
  );

  it('opens nothing once it is revoked', async () => {
    const { admin, token } = await makeToken('Old program');
    await withToken(COUNTS, token).expect(200);
    const row = await world.deps.db.read.apiToken.findFirstOrThrow({ where: { name: 'Old program' } });
    await admin.post(`/staff/tokens/${row.id}/revoke`, {}).expect(303);
    await withToken(COUNTS, token).expect(401);
    await admin.post(`/staff/tokens/${row.id}/revoke`, {}).expect(303);
    const entries = await world.deps.db.read.auditEntry.findMany({
      where: { target: 'Old program' },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ who, what }) => [who, what])).toEqual([
      [admin.email, 'api-token.make'],
      [admin.email, 'api-token.revoke'],
    ]);
  });

  it('needs a name', async () => {
    const admin = await signIn(world, 'admin');
    const { text } = await admin.post('/staff/tokens', { name: ' ' }).expect(422);
    expect(text).toContain('<title>Error: Tokens for other programs');
    expect(text).toContain('<a href="#name">Say what will use the token</a>');
    const long = await admin.post('/staff/tokens', { name: 'x'.repeat(81) }).expect(422);
    expect(long.text).toContain('Shorten the name');
    expect(long.text).toContain('x'.repeat(81));
  });

  it('is no business of viewers and editors', async () => {
    for (const role of ['viewer', 'editor'] as const) {
      const visitor = await signIn(world, role);
      await visitor.get('/staff/tokens').expect(403);
      await visitor.post('/staff/tokens', { name: 'Mine' }).expect(403);
      await visitor.post('/staff/tokens/1/revoke', {}).expect(403);
    }
  });

  it('is neither made nor revoked by an admin who is none any more when it is done', async () => {
    const { admin } = await makeToken('Overtaken program');
    const { apiToken } = world.deps.db.read;
    const { id } = await apiToken.findFirstOrThrow({ where: { name: 'Overtaken program' } });
    await overtaken(world, admin, () => admin.post('/staff/tokens', { name: 'Too late' }).expect(403));
    await overtaken(world, admin, () => admin.post(`/staff/tokens/${id}/revoke`, {}).expect(403));
    expect(await apiToken.count({ where: { name: 'Too late' } })).toBe(0);
    expect((await apiToken.findFirstOrThrow({ where: { id } })).revokedAt).toBeNull();
  });

  it('is asked for too often: 429, and the log holds no token', async () => {
    const busy = await openWorld();
    const statuses = new Set<number>();
    for (let i = 0; i < 122; i += 1) {
      const answer = await agent(busy.app).get(COUNTS).set('Authorization', 'Bearer dearmp_guess');
      statuses.add(answer.status);
    }
    expect([...statuses]).toEqual([401, 429]);
    expect(JSON.stringify(busy.log)).not.toContain('dearmp_guess');
    await busy.close();
  });
});
