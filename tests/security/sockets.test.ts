import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpServer } from '../../src/web/http-server.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let server: Server;

beforeAll(async () => {
  world = await openWorld({ SMTP_URL: '', NODE_ENV: 'development' });
  server = httpServer(world.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await world.close();
});

/** Writes those very bytes to a socket. @returns all that comes back until the other side hangs up */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', chunk => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.write(bytes, 'latin1');
  });
}

const statuses = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;
const POST = ['POST /school-attendance/postcode HTTP/1.1', 'Host: localhost', 'Connection: close'];

/** What a request would be that is hidden in another's body. */
const HIDDEN = lines('GET /healthz HTTP/1.1', 'Host: localhost');

describe('a request whose end two servers could see in two places', () => {
  it.each<[string, string]>([
    [
      'has a length and comes in pieces',
      `${lines(...POST, 'Content-Length: 6', 'Transfer-Encoding: chunked')}0\r\n\r\n${HIDDEN}`,
    ],
    ['has two lengths', `${lines(...POST, 'Content-Length: 5', 'Content-Length: 50')}a=bcd${HIDDEN}`],
    ['has a list of lengths', `${lines(...POST, 'Content-Length: 5, 50')}a=bcd${HIDDEN}`],
    ['has a length with a sign', `${lines(...POST, 'Content-Length: +5')}a=bcd${HIDDEN}`],
    ['has a length in figures of another base', `${lines(...POST, 'Content-Length: 0x5')}a=bcd${HIDDEN}`],
    ['has a blank before the colon', `${lines(...POST, 'Content-Length : 5')}a=bcd${HIDDEN}`],
    ['comes in pieces of another kind', `${lines(...POST, 'Transfer-Encoding: xchunked')}0\r\n\r\n${HIDDEN}`],
    [
      'comes in pieces, and says so twice',
      `${lines(...POST, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n${HIDDEN}`,
    ],
    [
      'has a piece whose length is no figure',
      `${lines(...POST, 'Transfer-Encoding: chunked')}zz\r\na=b\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'has a piece whose length is too large',
      `${lines(...POST, 'Transfer-Encoding: chunked')}ffffffffffffffffff\r\na=b\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'has a line that goes on in the next',
      `${lines(...POST, 'X-A: b', ' Content-Length: 5')}a=bcd${HIDDEN}`,
    ],
    ['ends its lines with LF alone', `${[...POST, 'Content-Length: 5'].join('\n')}\n\na=bcd${HIDDEN}`],
    ['ends its lines with CR alone', `${[...POST, 'Content-Length: 5'].join('\r')}\r\ra=bcd${HIDDEN}`],
    ['has NUL in a header', `${lines(...POST, 'X-A: b\0c', 'Content-Length: 5')}a=bcd${HIDDEN}`],
    ['names two hosts', lines('GET /healthz HTTP/1.1', 'Host: localhost', 'hOST: evil.example')],
    ['names one host twice', lines('GET /healthz HTTP/1.1', 'Host: localhost', 'Host: localhost')],
    ['names no host', lines('GET /healthz HTTP/1.1', 'Connection: close')],
  ])('that %s, is refused, and nothing behind it is carried out', async (_what, bytes) => {
    const answer = await exchange(bytes);
    expect(statuses(answer)).toEqual([400]);
    expect(answer).not.toContain('ok\n');
  });

  it('and nowhere is the parser told to be lenient', () => {
    const root = path.join(import.meta.dirname, '..', '..');
    for (const file of [
      'src/server.ts',
      'src/app.ts',
      'src/web/http-server.ts',
      'Dockerfile',
      'package.json',
      'compose.yaml',
    ]) {
      expect(readFileSync(path.join(root, file), 'utf8'), file).not.toMatch(/insecure-?http-?parser/i);
    }
  });
});

describe('a method that nobody needs', () => {
  it.each(['TRACE', 'CONNECT', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'NONSENSE'])(
    '%s does nothing',
    async method => {
      const head = [
        `${method} /school-attendance HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
        'X-Mine: zq7',
      ];
      const answer = await exchange(lines(...head, 'Sec-Fetch-Site: same-origin'));
      for (const status of statuses(answer)) expect([400, 403, 404]).toContain(status);
      expect(answer, 'nothing comes back of what was sent').not.toContain('zq7');
    },
  );
});

describe('an address that leads out of its folder', () => {
  it.each([
    '/assets/../package.json',
    '/assets/..%2fpackage.json',
    '/assets/%2e%2e/package.json',
    '/assets/%2e%2e%2fpackage.json',
    '/assets/%252e%252e%252fpackage.json',
    '/assets/..\\package.json',
    '/assets/..%5cpackage.json',
    '/assets/....//package.json',
    '/assets/style.css/../../package.json',
    '/assets//etc/passwd',
    '/assets/style.css%00.png',
    '/assets/.git/config',
    '/assets/',
    '/assets',
    '/dev/mail/..%2ftest.db',
    '/dev/mail/..%2f..%2fpackage.json',
    '/dev/mail/%2e%2e%2ftest.db',
    '/dev/mail/.%2f',
    '/package.json',
    '/.env',
    '/.git/HEAD',
    '/prisma/schema.prisma',
    '/src/server.ts',
  ])('%s opens no file and lists none', async url => {
    const answer = await exchange(lines(`GET ${url} HTTP/1.1`, 'Host: localhost', 'Connection: close'));
    expect(statuses(answer)).toHaveLength(1);
    expect([301, 303, 400, 403, 404]).toContain(statuses(answer)[0]);
    for (const inside of [
      '"dear-mp"',
      'root:',
      'SQLite format',
      '[core]',
      'ref: refs',
      'datasource',
      'style.css</a>',
    ]) {
      expect(answer).not.toContain(inside);
    }
  });
});
