import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { agent } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { deliveryReport, plainMail } from '../support/delivery-report.ts';
import { HOOK_SECRET, postReport, signed } from '../support/hook.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;

const rows = () =>
  world.deps.db.read.bounceReport.findMany({ select: { kind: true, status: true, outboxMailId: true } });

describe('/hooks/mail refuses', () => {
  beforeAll(async () => {
    world = await openWorld({ HOOK_SECRET });
  });
  afterAll(() => world.close());
  const report = deliveryReport({ to: `letters+${'0'.repeat(24)}@campaign.example` });
  const nothingHappened = async () => expect(await rows()).toEqual([]);

  it('a forged signature', async () => {
    await postReport(world, report, { secret: 'x'.repeat(32) }).expect(401);
    await nothingHappened();
  });

  it('a changed body', async () => {
    await agent(world.app)
      .post('/hooks/mail')
      .set('Content-Type', 'message/rfc822')
      .set(signed(report, world.deps.clock()))
      .send(report.replace('5.1.1', '5.1.2'))
      .expect(401);
    await nothingHappened();
  });

  it.each([
    ['six minutes old', -6 * MINUTE],
    ['six minutes early', 6 * MINUTE],
  ])('a request that is %s', async (_what, away) => {
    await postReport(world, report, { at: new Date(world.deps.clock().getTime() + away) }).expect(401);
    await nothingHappened();
  });

  it('a request without a signature, also from its own pages', async () => {
    await agent(world.app).post('/hooks/mail').type('message/rfc822').send(report).expect(401);
    await world.visitor().post('/hooks/mail', { a: 'b' }).expect(401);
    await nothingHappened();
  });

  it('JSON of no provider, and compressed bodies', async () => {
    await postReport(world, '{}', { type: 'application/json' }).expect(422);
    await postReport(world, report).set('Content-Encoding', 'gzip').expect(415);
    await nothingHappened();
  });

  it('an unknown name as not found, and counts it', async () => {
    await postReport(world, report).expect(404);
    expect(await rows()).toEqual([{ kind: 'permanent', status: '5.1.1', outboxMailId: null }]);
  });

  it('the same request again, also after a restart, until its time is over', async () => {
    const body = plainMail(['Auto-Submitted: auto-replied']);
    const headers = signed(body, world.deps.clock());
    const post = () =>
      agent(world.app).post('/hooks/mail').set('Content-Type', 'message/rfc822').set(headers).send(body);
    await post().expect(404);
    await post().expect(409);
    await world.restart();
    await post().expect(409);
    world.pass(6 * MINUTE);
    await post().expect(401);
    world.pass(6 * MINUTE);
    await postReport(world, body).expect(204);
    expect(await world.deps.db.read.hookRequest.count(), 'old ones are forgotten').toBe(1);
  });

  it.each([
    ['by its size, long before it has all been sent', { 'Transfer-Encoding': 'chunked' }],
    ['as soon as they are announced', { 'Content-Length': 30 * 1024 * 1024 }],
  ])('30 MB %s', async (_how, length) => {
    const { status, sent } = await postUntilAnswered(length);
    expect(status).toBe(413);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });
});

/** Sends up to 30 MB, and stops when an answer comes. @returns the answer's status and the bytes sent */
async function postUntilAnswered(length: Record<string, string | number>) {
  const server = world.app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const req = request({
    port: (server.address() as AddressInfo).port,
    method: 'POST',
    path: '/hooks/mail',
    headers: { ...signed('', world.deps.clock()), 'Content-Type': 'message/rfc822', ...length },
  });
  let status: number | undefined;
  req.on('error', () => undefined);
  const answered = once(req, 'response').then(([response]) => {
    status = response.statusCode;
  });
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let sent = 0;
  while (status === undefined && sent < 30 * 1024 * 1024) {
    const room = req.write(chunk);
    sent += chunk.length;
    await Promise.race([answered, room ? new Promise(setImmediate) : once(req, 'drain')]);
  }
  await answered;
  req.destroy();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  return { status, sent };
}

describe('/hooks/mail where no secret is set', () => {
  it('is no page at all', async () => {
    world = await openWorld();
    await postReport(world, deliveryReport()).expect(404);
    expect(await rows()).toEqual([]);
    await world.close();
  });
});
