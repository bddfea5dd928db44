// The least that Express can do: one route, the same bytes each time. `node bare-express.ts FILE`
import { readFileSync } from 'node:fs';
import express from 'express';

const page = readFileSync(process.argv[2] ?? '', 'utf8');
const app = express();
app.get('/', (_req, res) => {
  res.type('html').send(page);
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : 0);
});
process.on('disconnect', () => process.exit(0));
