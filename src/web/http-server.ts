import { createServer, type RequestListener, type Server } from 'node:http';

/** Milliseconds. */
type Limits = typeof LIMITS;

/**
 * What a connection may take, so that whoever is slow, or pretends to be, holds nothing for long. A form comes
 * whole from a bad line within `request`. An idle connection outlasts those of the usual proxies (a minute), for
 * a proxy must not send on one that we are just closing. How many requests come on one connection has no
 * limit: a proxy's few connections carry everybody.
 */
const LIMITS = { headers: 15_000, request: 120_000, silence: 120_000, keepAlive: 65_000, lookEvery: 5_000 };

/** How often a server that closes looks for connections that have fallen idle, milliseconds. */
const LOOK_FOR_IDLE = 50;

/** The server, with limits on what a connection may take; headers as a whole have Node's own, 16 KiB. */
export function httpServer(app: RequestListener, limits: Partial<Limits> = {}): Server {
  const { headers, request, silence, keepAlive, lookEvery } = { ...LIMITS, ...limits };
  const server = createServer(
    {
      headersTimeout: headers,
      requestTimeout: request,
      keepAliveTimeout: keepAlive,
      connectionsCheckingInterval: lookEvery,
    },
    withOneHost(app),
  );
  // Whoever does not read what we answer.
  server.setTimeout(silence);
  return server;
}

/** Refuses a request that names two hosts: Node takes the first, and what stands in front may take the other. */
function withOneHost(app: RequestListener): RequestListener {
  return (req, res) => {
    if (hostsIn(req.rawHeaders) <= 1) return app(req, res);
    res.writeHead(400, { Connection: 'close' }).end();
  };
}

/** @param rawHeaders names and values in turn, as they came */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}

/**
 * Takes no connection any more, and lets be answered what is under way.
 *
 * @param grace milliseconds after which what is still open is cut off
 * @returns whether all was answered
 */
export async function closeServer(server: Server, grace: number): Promise<boolean> {
  let answered = true;
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  // An answered browser would keep its connection open.
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE);
  const late = setTimeout(() => {
    answered = false;
    server.closeAllConnections();
  }, grace);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
  return answered;
}
