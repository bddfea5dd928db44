// What a look-up costs as a service of its own: node:http in front of the same SQLite table.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';

const select = new Database(readFileSync(process.argv[2] ?? ''))
  .prepare<[string], string>('SELECT constituency FROM postcodes WHERE postcode = ?')
  .pluck();
const server = createServer((request, response) => {
  const constituency = select.get(decodeURIComponent(request.url?.slice(1) ?? ''));
  response.writeHead(constituency ? 200 : 404, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ constituency }));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
