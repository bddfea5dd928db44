import { once } from 'node:events';
import { type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeServer, httpServer } from '../../src/web/http-server.ts';

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
});

/** @param limits milliseconds, short ones */
async function open(app: RequestListener, limits = {}): Promise<number> {
  server = httpServer(app, { lookEvery: 10, ...limits }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A connection of ours, and all that the server says on it until it ends. */
function client(port: number) {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let said = '';
  socket.on('data', data => {
    said += data;
  });
  const ended = once(socket, 'close').then(() => said);
  socket.on('error', () => undefined);
  return { socket, ended, said: () => said };
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the server', () => {
  it('waits no longer for headers than it has to', async () => {
    const port = await open((_req, res) => res.end('never'), { headers: 50, request: 100 });
    const slow = client(port);
    slow.socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect(await slow.ended).toMatch(/^HTTP\/1\.1 408 /);
    const silent = client(port);
    expect(await silent.ended).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('waits no longer for a body than it has to', async () => {
    const port = await open((req, res) => req.on('end', () => res.end('never')).resume(), {
      headers: 50,
      request: 100,
    });
    const slow = client(port);
    slow.socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname=Ada');
    expect(await slow.ended).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('holds no answer for whoever does not read it', async () => {
    let left: Promise<unknown> = Promise.resolve();
    const port = await open(
      (_req, res) => {
        left = once(res, 'close');
        res.end(Buffer.alloc(50_000_000));
      },
      { silence: 100 },
    );
    const deaf = client(port);
    deaf.socket.pause();
    deaf.socket.write(GET);
    await once(server, 'request');
    await left;
    deaf.socket.resume();
    expect((await deaf.ended).length).toBeLessThan(50_000_000);
  });

  it('keeps a connection for another request, and closes it when none comes', async () => {
    const port = await open((_req, res) => res.end('here'), { keepAlive: 1_000 });
    const idle = client(port);
    idle.socket.write(GET);
    await once(idle.socket, 'data');
    idle.socket.write(GET);
    expect((await idle.ended).match(/200 OK/g)).toHaveLength(2);
  });

  it('keeps connections for longer than the usual proxies do', async () => {
    await open((_req, res) => res.end());
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(server.headersTimeout).toBeLessThan(server.requestTimeout);
  });

  it('refuses headers of more than 16 KiB', async () => {
    const port = await open((_req, res) => res.end('never'));
    const large = client(port);
    large.socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(17_000)}\r\n\r\n`);
    expect(await large.ended).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('the server that closes', () => {
  it('answers what is under way, and takes no new connection', async () => {
    let answer = () => {};
    const port = await open((_req, res) => {
      answer = () => res.end('answered');
    });
    const underWay = client(port);
    underWay.socket.write(GET);
    await once(server, 'request');
    const closing = closeServer(server, 60_000);
    const refused = await new Promise<string | undefined>(resolve => {
      const late = request({ port, host: '127.0.0.1' });
      late.on('error', error => resolve((error as NodeJS.ErrnoException).code)).end();
    });
    expect(refused).toBe('ECONNREFUSED');
    answer();
    expect(await closing).toBe(true);
    expect(await underWay.ended).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*answered/);
  });

  it('is not held up by browsers that keep their connections', async () => {
    const port = await open((_req, res) => res.end('here'));
    const idle = client(port);
    idle.socket.write(GET);
    await once(idle.socket, 'data');
    expect(await closeServer(server, 60_000)).toBe(true);
    await idle.ended;
  });

  it('cuts off in the end whoever hangs: before the headers, in a body, or without an answer', async () => {
    const port = await open((req, res) => req.on('end', () => res.write('half')).resume());
    const silent = client(port);
    await once(silent.socket, 'connect');
    const slow = client(port);
    slow.socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname=Ada');
    const waiting = client(port);
    waiting.socket.write(GET);
    await once(waiting.socket, 'data');
    expect(await closeServer(server, 50)).toBe(false);
    await Promise.all([silent.ended, slow.ended, waiting.ended]);
    expect(waiting.said()).toContain('half');
  });
});
