import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { freePort } from './free-port.ts';

/** What can go wrong between us and somebody else's service, each as a real server does it. */
export const FAULTS: Record<string, (res: ServerResponse) => void> = {
  'a broken connection': res => res.socket?.destroy(),
  'no answer': () => undefined,
  'an answer that stops in the middle': res => {
    res.writeHead(200, JSON_TYPE).write('{"status":200,"result":{');
  },
  'a web page': res => res.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Hello</h1>'),
  'a web page that says not found': res =>
    res.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>Not found</h1>'),
  'a web page that calls itself JSON': res => res.writeHead(200, JSON_TYPE).end('<h1>Hello</h1>'),
  'values of the wrong type': res =>
    res.writeHead(200, JSON_TYPE).end('{"status":200,"result":{"country":7,"codes":[]},"items":"none"}'),
  'nothing at all': res => res.writeHead(200, JSON_TYPE).end('null'),
  'too many requests': res => res.writeHead(429, JSON_TYPE).end('{"status":429,"error":"slow down"}'),
  'an internal error': res => res.writeHead(500, JSON_TYPE).end('{"status":500,"error":"oh"}'),
  'a service that is away': res => res.writeHead(503, { 'Content-Type': 'text/html' }).end('away'),
  'a redirect': res => res.writeHead(302, { Location: 'http://127.0.0.1:9/elsewhere' }).end(),
  'a reply without end': res => {
    res.writeHead(200, JSON_TYPE);
    res.end(`{"status":200,"result":"${'x'.repeat(5_000_000)}"}`);
  },
};

const TEXT_TYPE = { 'Content-Type': 'text/plain' };
const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

/** Text is sent as it stands, everything else as JSON. */
export type Answer = { status: number; body: unknown };
/** A service on loopback. `answer` gives the documented replies; `behaviour.fault` spoils them. */
export async function startStubService(answer: (url: URL, headers: IncomingHttpHeaders) => Answer) {
  const requests: string[] = [];
  const behaviour: { fault?: keyof typeof FAULTS; faultsOnly?: (path: string, nth: number) => boolean } = {};
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    requests.push(path);
    const spoilt = behaviour.fault && (behaviour.faultsOnly?.(path, requests.length) ?? true);
    const fault = spoilt && behaviour.fault ? FAULTS[behaviour.fault] : undefined;
    if (fault) return fault(res);
    const { status, body } = answer(new URL(path, 'http://stub.test'), req.headers);
    if (typeof body === 'string') res.writeHead(status, TEXT_TYPE).end(body);
    else res.writeHead(status, JSON_TYPE).end(JSON.stringify(body));
  });
  const port = await freePort();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    behaviour,
    stop: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
