// npm run hex-map: gives each constituency its hexagon on the staff's map; run it when boundaries change.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layOutHexes } from './hex-layout.ts';

const starter = path.join(import.meta.dirname, '..', 'prisma', 'starter');
const constituencies: { code: string; nation: string; at: [number, number] }[] = JSON.parse(
  readFileSync(path.join(starter, 'constituencies.json'), 'utf8'),
);
const cells = layOutHexes(
  constituencies.map(({ code, nation, at: [easting, northing] }) => ({ code, nation, easting, northing })),
);
const lines = [...cells].map(([code, { column, row }]) => `  "${code}": [${column}, ${row}]`);
writeFileSync(path.join(starter, 'hexes.json'), `{\n${lines.join(',\n')}\n}\n`);
