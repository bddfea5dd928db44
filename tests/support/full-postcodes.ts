import { existsSync } from 'node:fs';
import path from 'node:path';

const BESIDE = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'postcodes.csv.gz');

/**
 * The file with all postcodes, `postcode,constituency`, or undefined where it is not on this machine. It is
 * not ours to publish: it lies beside the checkout, or where FULL_POSTCODES says.
 */
export function fullPostcodes(): string | undefined {
  const file = process.env.FULL_POSTCODES || BESIDE;
  return existsSync(file) ? file : undefined;
}

export const WHY_SKIPPED =
  'the file of all postcodes is not here: put it at ../shared/data/postcodes.csv.gz, or name it in FULL_POSTCODES';
