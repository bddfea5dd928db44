import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { World } from './world.ts';

export type Asked = {
  method: string;
  /** Path and query, as they go over the wire. */
  url: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
};
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
export type Loopback = Awaited<ReturnType<typeof listen>>;

/**
 * The world's application behind a real socket of this machine, whatever it was restarted as meanwhile; one
 * connection is kept open and used again.
 */
export async function listen(world: World) {
  // Else the connection may be closed after five idle seconds, just as the next request is on its way.
  const server = createServer({ keepAliveTimeout: 0 }, (req, res) => world.app(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });

  return {
    ask({ method, url, headers = {}, body }: Asked): Promise<Answer> {
      return new Promise((resolve, reject) => {
        // For methods that seldom have a body Node says no length by itself.
        const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
        const options = {
          host: '127.0.0.1',
          port,
          agent,
          method,
          path: url,
          headers: { ...headers, ...length },
        };
        const sent = request(options, res => {
          const chunks: Buffer[] = [];
          res.on('data', chunk => chunks.push(chunk));
          res.on('error', reject);
          res.on('end', () =>
            resolve({
              status: res.statusCode ?? 0,
              headers: res.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      });
    },
    async close(): Promise<void> {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
