// npm run starter -- DIR: makes prisma/starter/ from constituencies.csv, members.csv and sectors.csv in DIR.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Circumstance, certainCircumstance } from '../src/mps/member.ts';

const source = process.argv[2];
if (!source) throw new Error('Say where the CSV files are: npm run starter -- DIR');
const out = path.join(import.meta.dirname, '..', 'prisma', 'starter');

/** Elected Deputy Speakers on 23 July 2024 (Hansard); the register of members does not tell. By member id. */
const DEPUTY_SPEAKERS = new Set(['4460', '4391', '4048']);

type Row = Record<string, string>;
const read = (file: string): Row[] =>
  parse(readFileSync(path.join(source, file)), { columns: true, bom: true });

function circumstanceOf(member: Row): Circumstance | undefined {
  if (DEPUTY_SPEAKERS.has(member.member_id ?? '')) return 'deputy_speaker';
  return certainCircumstance(member.party ?? '') ?? undefined;
}

const members = new Map(read('members.csv').map(row => [row.constituency_code, row]));
const constituencies = read('constituencies.csv').map(row => {
  const member = members.get(row.code);
  return {
    code: row.code,
    name: row.name,
    nameCy: row.name_cy || undefined,
    nation: row.nation,
    region: row.region,
    at: [Number(row.easting), Number(row.northing)],
    postcodes: Number(row.postcodes),
    member: member?.member_id
      ? {
          id: Number(member.member_id),
          fullTitle: member.full_title,
          party: member.party,
          email: member.email || undefined,
          circumstance: circumstanceOf(member),
        }
      : null,
  };
});
writeFileSync(
  path.join(out, 'constituencies.json'),
  `[\n${constituencies.map(row => JSON.stringify(row)).join(',\n')}\n]\n`,
);

// {"BS37": {"5": "E14001545"}}: the candidates of a sector, most postcodes first.
const districts = new Map<string, Record<string, string>>();
for (const { sector = '', constituencies: counted = '' } of read('sectors.csv')) {
  const [district = '', digit = ''] = sector.split(' ');
  const sectors = districts.get(district) ?? {};
  sectors[digit] = counted
    .split(' ')
    .map(pair => pair.split(':')[0])
    .join(' ');
  districts.set(district, sectors);
}
writeFileSync(
  path.join(out, 'sectors.json'),
  `{\n${[...districts].map(([district, sectors]) => `${JSON.stringify(district)}:${JSON.stringify(sectors)}`).join(',\n')}\n}\n`,
);
