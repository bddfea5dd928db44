import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** A row of a postcode file, as it stands there. */
export type PostcodeRow = {
  postcode: string;
  /** ONS code, or mySociety's short code. */
  constituency: string;
  /** "202608", or empty; undefined where the file has no such column. */
  introduced: string | undefined;
  ended: string | undefined;
};

/** A row of mySociety's table of constituencies: "UKPARL.2025.AAD" stands for an ONS code. */
export type ShortCodeRow = { shortCode: string; code: string };

type Readers = {
  postcode(row: PostcodeRow, line: number): void;
  shortCode(row: ShortCodeRow, line: number): void;
};

/**
 * The columns by their names in lower case, the better one first. ONS's directory (ONSPD) and look-up
 * (NSPL) spelled a postcode in three ways before 2025 (pcd, pcd2, pcds) and since (pcd7, pcd8, pcds), and
 * the constituency `pcon`, then `pcon24cd`. mySociety's look-up has `postcode,short_code`.
 */
const COLUMNS = {
  postcode: ['postcode', 'pcds', 'pcd7', 'pcd'],
  constituency: ['pcon24cd', 'pcon', 'gss_code', 'constituency', 'short_code'],
  introduced: ['dointr'],
  ended: ['doterm'],
  shortCode: ['short_code'],
  code: ['gss_code'],
} as const;

const ACCEPTED = [
  'a postcode and a constituency column (postcode,constituency)',
  'ONSPD or NSPL of the Office for National Statistics (pcds, doterm, pcon24cd)',
  'mySociety’s look-up (postcode,short_code) after its table of constituencies (short_code, gss_code)',
];

/**
 * The CSV files that are meant by `given`: files as they are, and a folder's own CSV files by name.
 *
 * @throws Error for a file that is not there and a folder without CSV files
 */
export async function csvFiles(given: string[]): Promise<string[]> {
  const found = await Promise.all(given.map(csvFilesAt));
  return found.flat();
}

async function csvFilesAt(file: string): Promise<string[]> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) throw new Error(`${file}: there is no such file or folder`);
  if (!stats.isDirectory()) return [file];
  const names = (await readdir(file)).filter(name => /\.csv(?:\.gz)?$/i.test(name)).sort();
  if (names.length === 0) throw new Error(`${file}: there are no CSV files in this folder`);
  return names.map(name => path.join(file, name));
}

/**
 * Reads a file of postcodes or of short codes, plain or .gz, whichever its header says, a row at a time.
 *
 * @throws Error that names the file, and the line where there is one
 */
export async function readCsv(file: string, readers: Readers): Promise<void> {
  let read: ((fields: string[], line: number) => void) | undefined;
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    // The rows are dealt with here and none is passed on: that keeps millions of them out of the stream.
    on_record: (fields: string[], { lines }) => {
      if (read) read(fields, lines);
      else read = readerFor(fields, readers);
      return null;
    },
  });
  parser.resume();
  const name = path.basename(file);
  try {
    const unpacked = /\.gz$/i.test(file) ? [createGunzip()] : [];
    await pipeline([createReadStream(file), ...unpacked, parser]);
  } catch (error) {
    throw new Error(`${name}: ${explained(error as NodeJS.ErrnoException)}`);
  }
  if (!read) throw new Error(`${name}: the file is empty`);
}

function readerFor(header: string[], readers: Readers): (fields: string[], line: number) => void {
  const names = header.map(name => name.toLowerCase());
  const at = (role: keyof typeof COLUMNS): number =>
    COLUMNS[role].map(name => names.indexOf(name)).find(place => place >= 0) ?? -1;

  const [postcode, constituency, introduced, ended] = [
    at('postcode'),
    at('constituency'),
    at('introduced'),
    at('ended'),
  ];
  if (postcode >= 0 && constituency >= 0) {
    return (fields, line) =>
      readers.postcode(
        {
          postcode: fields[postcode] ?? '',
          constituency: fields[constituency] ?? '',
          introduced: fields[introduced],
          ended: fields[ended],
        },
        line,
      );
  }
  const [shortCode, code] = [at('shortCode'), at('code')];
  if (shortCode >= 0 && code >= 0) {
    return (fields, line) =>
      readers.shortCode({ shortCode: fields[shortCode] ?? '', code: fields[code] ?? '' }, line);
  }
  const shown = JSON.stringify(header.join(',').slice(0, 120));
  throw new Error(
    `the columns are not those of a postcode file: ${shown}. Give one of\n  ${ACCEPTED.join('\n  ')}`,
  );
}

function explained(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'Z_BUF_ERROR':
      return 'the file is cut short; fetch it again';
    case 'Z_DATA_ERROR':
      return 'the file is damaged; fetch it again';
    default:
      return error.message;
  }
}
