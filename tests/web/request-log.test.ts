import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestLog } from '../../src/web/request-log.ts';
import { openWorld, type World } from '../support/world.ts';

const BROUGHT = '4bf92f3577b34da6a3ce929d0e0e4736';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let world: World;
beforeEach(async () => {
  world = await openWorld({ TRUST_PROXY: 'loopback' });
});
afterEach(() => world.close({ expectErrors: true }));

const ask = (id?: string) => {
  const asking = world.visitor().get('/school-attendance');
  return id === undefined ? asking : asking.set('X-Request-Id', id);
};
const lines = (id: string) => world.log.filter(({ requestId }) => requestId === id);

describe('the id of a request', () => {
  it('stands in the answer and in its line of the log, and each request has its own', async () => {
    const [one = '', other = ''] = [
      (await ask()).headers['x-request-id'],
      (await ask()).headers['x-request-id'],
    ];
    expect(one).toMatch(UUID);
    expect(other).not.toBe(one);
    expect(lines(one)).toMatchObject([{ method: 'GET', route: '/:campaign', status: 200 }]);
  });

  it('is the one that a trusted proxy brings', async () => {
    expect((await ask(BROUGHT)).headers['x-request-id']).toBe(BROUGHT);
    expect(lines(BROUGHT)).toHaveLength(1);
  });

  it.each([[undefined], ['10.0.0.0/8'], ['0']])(
    'is not taken from anybody else: TRUST_PROXY=%s',
    async trusted => {
      await world.restart(trusted ? { TRUST_PROXY: trusted } : {});
      expect((await ask(BROUGHT)).headers['x-request-id']).toMatch(UUID);
      expect(lines(BROUGHT)).toEqual([]);
    },
  );

  it.each([
    'ada@supporter.example',
    'Ada Example of Yate',
    'deadbeef-cafe-face',
    'BS37-5AA-BS37-5AA',
    '1234',
    'a1'.repeat(33),
    `${BROUGHT} x`,
  ])('is not what could be words, also from a trusted proxy: %j', async brought => {
    expect((await ask(brought)).headers['x-request-id']).toMatch(UUID);
    expect(JSON.stringify(world.log)).not.toContain(brought);
  });

  it('stands in the line of an error that it caused, and on the page that says so', async () => {
    await world.deps.db.write(tx => tx.$executeRawUnsafe('ALTER TABLE "DataSource" RENAME TO "Gone"'));
    const page = await world.visitor().get('/data-sources').set('X-Request-Id', BROUGHT).expect(500);
    expect(page.text).toContain(BROUGHT);
    expect(lines(BROUGHT).map(({ msg, status }) => msg ?? status)).toEqual(['unexpected', 500]);
  });

  it('stands in the line of what a mail server reports', async () => {
    const { headers } = await world.visitor().raw.post('/hooks/mail');
    expect(lines(String(headers['x-request-id']))).toMatchObject([{ route: '/hooks/mail', status: 404 }]);
  });
});

describe('the line of a request', () => {
  it('has the status 0 where its sender left before the answer', async () => {
    const told: Record<string, unknown>[] = [];
    const app = express();
    app.use(requestLog(pino({}, { write: line => told.push(JSON.parse(line)) })));
    let left: Promise<unknown> = Promise.resolve();
    app.get('/slow/:what', (_req, res) => {
      left = once(res, 'close');
      res.write('half');
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET /slow/ada HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await left;
    server.close();
    expect(told).toMatchObject([{ method: 'GET', route: '/slow/:what', status: 0 }]);
  });
});
