import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express, { type Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendCsv } from '../../src/web/send-file.ts';

type Told = { given: number; ended: boolean; failed: unknown };

/** Far more than any pipe holds, in pages as an export has them. */
const PAGES = 5_000;
const PAGE = 'x'.repeat(100_000);

/** Turns of the event loop in which nothing more is asked for: then nothing will be. */
const STILL = 50;

let told: Told;
let sent: Response;
let server: ReturnType<ReturnType<typeof express>['listen']>;
beforeAll(async () => {
  const app = express();
  app.get('/', (_req, res) => {
    told = { given: 0, ended: false, failed: null };
    sent = res;
    async function* pages() {
      try {
        for (let i = 0; i < PAGES; i += 1) {
          told.given += 1;
          yield PAGE;
        }
      } finally {
        told.ended = true;
      }
    }
    sendCsv(res, pages()).catch(error => {
      told.failed = error;
    });
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

describe('an export whose reader', () => {
  it('takes all at once leaves others their turn behind each page', async () => {
    const PAGES_TAKEN = 50;
    const reader = new Writable({ write: (_chunk, _encoding, taken) => taken() });
    const res = Object.assign(reader, { type: () => reader }) as unknown as Response;
    let turns = 0;
    let next = setImmediate(function turn() {
      turns += 1;
      next = setImmediate(turn);
    });
    async function* pages() {
      for (let i = 0; i < PAGES_TAKEN; i += 1) yield 'a row';
    }
    await sendCsv(res, pages());
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(PAGES_TAKEN);
  });

  it('stops reading waits with it, and ends, without an error, when the reader goes away', async () => {
    const { port } = server.address() as AddressInfo;
    const request = get({ host: '127.0.0.1', port });
    const [response] = await once(request, 'response');
    response.pause();
    // Until the pipe is full, and no more is asked of the database.
    for (let seen = -1, still = 0; still < STILL; seen = told.given) {
      await nextTurn();
      still = sent.writableNeedDrain && seen === told.given ? still + 1 : 0;
    }
    expect(told).toMatchObject({ ended: false, failed: null });
    expect(told.given).toBeLessThan(PAGES / 10);
    request.destroy();
    while (!told.ended) await new Promise(resolve => setTimeout(resolve, 20));
    expect(told.given).toBeLessThan(PAGES / 10);
    expect(told.failed).toBeNull();
  });
});
