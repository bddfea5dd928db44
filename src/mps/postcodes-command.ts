import { parseArgs } from 'node:util';
import { buildPostcodes, reportLines } from './build-postcodes.ts';
import { starterConstituencyCodes } from './starter-mps.ts';

/**
 * `npm run -s data -- postcodes`: builds the postcode index, for POSTCODES_FILE. Progress goes to
 * standard error.
 *
 * @param constituencies the starter data's file of constituencies
 * @throws Error with what to do, in words for the operator
 */
export async function postcodesCommand(constituencies: string, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, partial: { type: 'boolean' } },
  });
  const { out, partial } = values;
  if (!out || positionals.length === 0)
    throw new Error('Give postcodes FILE-OR-FOLDER… --out FILE [--partial]');
  const report = await buildPostcodes({
    inputs: positionals,
    out,
    partial,
    codes: starterConstituencyCodes(constituencies),
    now: new Date(),
    onProgress: line => console.error(line),
  });
  console.log(reportLines(report, out).join('\n'));
}
