// npm run faults [-- --times 100]: causes every fault, and prints what became of the letters.
import { parseArgs } from 'node:util';
import { noPostgresql } from '../../scripts/postgresql-cluster.ts';
import { killAgainAndAgain } from './kills.ts';
import { causeMailFault, MAIL_FAULTS } from './mail-faults.ts';
import { stopMidSend, twoWorkers } from './processes.ts';
import { type FaultRow, tableOf } from './row.ts';
import { severalHosts } from './several-hosts.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const rows: FaultRow[] = [];
const started = Date.now();

for (const fault of Object.keys(MAIL_FAULTS)) rows.push(await causeMailFault(fault, 10));
rows.push(await twoWorkers(40));
const { row: stopped, took } = await stopMidSend(10);
const { row: killed, integrity } = await killAgainAndAgain(Number(values.times), Number(values.seed));
rows.push(stopped, killed);
const hosts = noPostgresql
  ? null
  : await severalHosts(Math.ceil(Number(values.times) / 4), Number(values.seed));
if (hosts) rows.push(hosts.row);

console.log(tableOf(rows));
console.log(`SIGTERM took ${took} ms; integrity check after the last kill: ${integrity}`);
console.log(
  hosts ? `longest answer of several hosts: ${hosts.longest} ms` : `several hosts: ${noPostgresql}`,
);
console.log(`${Math.round((Date.now() - started) / 1000)} s in all`);
process.exitCode = rows.some(({ lost }) => lost > 0) || integrity !== 'ok' ? 1 : 0;
