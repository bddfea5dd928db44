// npm run faults [-- --times 100]: causes every fault, and prints what became of the letters.
import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './kills.ts';
import { type FaultRow, tableOf } from './row.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '100' } } });
const rows: FaultRow[] = [];
const started = Date.now();
const { row, integrity } = await killAgainAndAgain(Number(values.times));
rows.push(row);
console.log(tableOf(rows));
console.log(
  `integrity check after the last kill: ${integrity}; ${Math.round((Date.now() - started) / 1000)} s`,
);
process.exitCode = rows.some(({ lost }) => lost > 0) || integrity !== 'ok' ? 1 : 0;
