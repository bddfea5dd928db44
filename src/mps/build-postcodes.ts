import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeWhole } from '../db/whole-file.ts';
import { collectPostcodes, type RowOutcome } from './collect-postcodes.ts';
import { csvFiles, readCsv } from './postcode-csv.ts';
import { type PostcodesAbout, readPostcodeIndex } from './postcode-index.ts';

/** Fewer constituencies than this are part of the country, or a file that was cut short. */
const FEWEST_CONSTITUENCIES = 600;
const EXAMPLES = 10;
const PROGRESS_ROWS = 250_000;

type Build = {
  /** Files, and folders of files. */
  inputs: string[];
  out: string;
  /** ONS codes of all constituencies. */
  codes: string[];
  /** Part of the country is meant. */
  partial?: boolean;
  now: Date;
  onProgress?(line: string): void;
};

/** How many rows met a fate, and the first few of them with file, line and reason. */
type Tally = { count: number; examples: string[] };

type BuildReport = {
  read: number;
  skipped: Tally;
  repeated: Tally;
  contradicted: Tally;
  about: PostcodesAbout;
  /** Of the index, in bytes. */
  size: number;
};

/**
 * Builds the postcode index from CSV files and puts it in the place of the old one, whole or not at all.
 *
 * @throws Error that says what is wrong with which file; then the old index stands as it was
 */
export async function buildPostcodes(build: Build): Promise<BuildReport> {
  const { out, codes, onProgress = () => {} } = build;
  await refuseUnlessFile(out);
  const files = await csvFiles(build.inputs);
  const collection = collectPostcodes(codes);
  const tallies = { skipped: tally(), repeated: tally(), contradicted: tally() };
  let read = 0;

  for (const file of files) {
    const name = path.basename(file);
    await readCsv(file, {
      shortCode: (row, line) => atLine(line, () => collection.addShortCode(row)),
      postcode: (row, line) => {
        const outcome: RowOutcome = atLine(line, () => collection.add(row));
        read += 1;
        if (read % PROGRESS_ROWS === 0) onProgress(`${name}: ${counted(read)} rows`);
        if (outcome.kind === 'kept') return;
        const { examples } = tallies[outcome.kind];
        tallies[outcome.kind].count += 1;
        if (examples.length < EXAMPLES) examples.push(`${name}, line ${line}: ${outcome.why}`);
      },
    });
  }

  onProgress('Packing');
  const { about, bytes } = collection.pack(
    files.map(file => path.basename(file)),
    build.now,
  );
  if (about.postcodes === 0) throw new Error(`There is no postcode in ${about.sources.join(', ')}`);
  if (about.constituencies < FEWEST_CONSTITUENCIES && !build.partial) {
    throw new Error(
      `The postcodes lie in only ${about.constituencies} of ${codes.length} constituencies. ` +
        'Is a file missing, or cut short? If you mean part of the country, add --partial',
    );
  }
  readPostcodeIndex(bytes);
  await replace(out, bytes);
  return { read, ...tallies, about, size: bytes.length };
}

/** The report as an operator reads it. */
export function reportLines(
  { read, skipped, repeated, contradicted, about, size }: BuildReport,
  out: string,
) {
  const tallied = (tally: Tally, title: string) =>
    tally.count === 0
      ? []
      : [`${title}: ${counted(tally.count)}`, ...tally.examples.map(line => `  ${line}`)];
  return [
    `Read ${counted(read)} rows of ${about.sources.join(', ')}`,
    ...tallied(skipped, 'Skipped'),
    ...tallied(repeated, 'The same again'),
    ...tallied(contradicted, 'Again with another constituency, and the last one counts'),
    `Wrote ${counted(about.postcodes)} postcodes (${counted(about.terminated)} of them no longer in use) ` +
      `in ${about.constituencies} constituencies to ${out}, ${(size / 1e6).toFixed(2)} MB`,
  ];
}

/** Only a plain file can be replaced; a device or a folder is a slip of the pen. */
async function refuseUnlessFile(out: string): Promise<void> {
  const stats = await stat(out).catch(() => undefined);
  if (stats && !stats.isFile()) throw new Error(`${out} is not a file: give --out the name of a file`);
}

/** Anybody may read it: nothing in it is private, and the site may run as another user. */
const READABLE = 0o666;

async function replace(out: string, bytes: Buffer): Promise<void> {
  try {
    await mkdir(path.dirname(out), { recursive: true });
    await makeWhole(out, unfinished => writeFile(unfinished, bytes), { mode: READABLE });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOSPC' ? 'there is no room left on the disk' : message;
    throw new Error(`${out} cannot be written: ${why}`);
  }
}

function atLine<T>(line: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`line ${line}: ${(error as Error).message}`);
  }
}

const tally = (): Tally => ({ count: 0, examples: [] });
const counted = (number: number) => number.toLocaleString('en-GB');
