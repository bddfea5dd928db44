/**
 * The postcode index: which constituency each postcode lies in, exactly, in one small file.
 *
 * A sector ("BS37 5") has 400 possible postcodes: two letters follow, and 20 letters are in use. So a
 * sector is 400 cells of one byte, and a cell says
 *
 *     0        there is no such postcode
 *     1 … 127  it lies in the first … 127th of its sector's constituencies
 *     + 128    it is no longer in use
 *
 * Most sectors have one constituency, so most cells are 0 or 1, and packing makes them small.
 *
 * The file, version 2 (numbers are unsigned, 32 bits, little-endian):
 *
 *     the line "Dear MP postcodes 2\n"
 *     SHA-256 of all that follows
 *     length of the body before it was packed
 *     the body, packed as raw DEFLATE (RFC 1951); in version 1 with Brotli:
 *         how many bytes the description has, how many sectors there are, how many places the list has
 *         the description, JSON: { about, constituencies: [code …] }
 *         for each sector its number (see sectorNumber)
 *         for each sector where its constituencies begin in the list
 *         the list: places in `constituencies`, those of each sector with most postcodes first
 *         the cells of each sector
 *
 * Opened, the cells stay as they are, and two tables lead from a postcode's characters to its cell.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync, deflateRawSync, inflateRawSync } from 'node:zlib';
import { parsePostcode } from './postcode.ts';

/** Where the data of an index come from. */
export type PostcodesAbout = {
  /** File names, without folders. */
  sources: string[];
  /** ISO date and time. */
  builtAt: string;
  /** The newest month that the data speak of, "2026-08"; null where they carry no dates. */
  dataMonth: string | null;
  postcodes: number;
  /** How many of them are no longer in use. */
  terminated: number;
  constituencies: number;
};

/** The answer for a whole postcode. */
export type ExactAnswer = {
  /** ONS code. */
  constituency: string;
  /** Royal Mail has taken it out of use. */
  terminated: boolean;
};

export type PostcodeIndex = {
  about: PostcodesAbout;
  /** The answer for a postcode however it was typed; undefined where it is not in the data. */
  find(typed: string): ExactAnswer | undefined;
};

/** What an index is packed from. A sector names its constituencies by their places in a list of codes. */
export type IndexedSector = { number: number; constituencies: number[]; cells: Uint8Array };

type Description = { about: PostcodesAbout; constituencies: string[] };

const KIND = 'Dear MP postcodes ';
const HEADING = `${KIND}2\n`;
const SUM_BYTES = 32;
const BODY_AT = HEADING.length + SUM_BYTES + 4;

export const CELLS = 400;
export const TERMINATED = 128;
export const MOST_CONSTITUENCIES = 127;

/** How each version is opened. Brotli is a twenty-fifth smaller, and takes twice as long at every start. */
const UNPACKED_BY = new Map([
  [`${KIND}1\n`, brotliDecompressSync],
  [HEADING, inflateRawSync],
]);

/** The file's bytes. `constituencies` are ONS codes. */
export function packPostcodeIndex(
  about: PostcodesAbout,
  constituencies: string[],
  sectors: IndexedSector[],
): Buffer {
  const description: Description = { about, constituencies };
  const text = Buffer.from(JSON.stringify(description));
  const list = sectors.flatMap(sector => sector.constituencies);
  const body = Buffer.concat([
    uint32s([text.length, sectors.length, list.length]),
    text,
    uint32s(sectors.map(({ number }) => number)),
    uint32s(startsOf(sectors)),
    uint32s(list),
    ...sectors.map(({ cells }) => cells),
  ]);
  const packed = deflateRawSync(body, { level: 9, memLevel: 9 });
  const summed = Buffer.concat([uint32s([body.length]), packed]);
  return Buffer.concat([Buffer.from(HEADING), sha256(summed), summed]);
}

/** @throws Error that says what is wrong with the file, and what to do */
export function openPostcodeIndex(file: string): PostcodeIndex {
  return readPostcodeIndex(readFileSync(file));
}

/** @throws Error that says what is wrong with the file, and what to do */
export function readPostcodeIndex(file: Buffer): PostcodeIndex {
  const { about, constituencies, sectors, starts, list, cells } = unpack(file);
  // All flat: a look-up is a handful of array reads, and its answer an object that is there already.
  const answers = constituencies.flatMap((constituency): ExactAnswer[] => [
    Object.freeze({ constituency, terminated: false }),
    Object.freeze({ constituency, terminated: true }),
  ]);
  const { districts, sectorOf } = sectorTables(sectors);

  /** No string is built and nothing allocated for a postcode that is spelled right. */
  function find(typed: string): ExactAnswer | undefined {
    const inwardAt = typed.length - 3;
    const outwardEnd = typed.charCodeAt(inwardAt - 1) === SPACE ? inwardAt - 1 : inwardAt;
    const district = districts[outwardNumber(typed, outwardEnd)] ?? NONE;
    const sectorDigit = digit(typed.charCodeAt(inwardAt));
    const unit = unitNumber(typed, inwardAt + 1);
    if (district === NONE || sectorDigit > 9 || unit === NO_UNIT) return findCorrected(typed);

    const sector = sectorOf[district * 10 + sectorDigit] ?? NONE;
    if (sector === NONE) return undefined;
    const cell = cells[(sector - 1) * CELLS + unit] ?? 0;
    if (cell === 0) return undefined;
    const nth = (cell & ~TERMINATED) - 1;
    const place = list[(starts[sector - 1] ?? 0) + nth] ?? 0;
    return answers[place * 2 + (cell & TERMINATED ? 1 : 0)];
  }

  function findCorrected(typed: string): ExactAnswer | undefined {
    const parsed = parsePostcode(typed);
    return parsed.kind === 'postcode' && parsed.postcode !== typed ? find(parsed.postcode) : undefined;
  }

  return { about, find };
}

function unpack(file: Buffer) {
  const heading = file.toString('latin1', 0, HEADING.length);
  if (!heading.startsWith(KIND)) throw new Error('it is not a postcode index');
  const unpacked = UNPACKED_BY.get(heading);
  if (!unpacked) throw new Error('it was built by another version of Dear MP: build it again');
  const sum = file.subarray(HEADING.length, HEADING.length + SUM_BYTES);
  if (file.length < BODY_AT || !sum.equals(sha256(file.subarray(HEADING.length + SUM_BYTES)))) {
    throw new Error('it is damaged or cut short: build it again');
  }
  const length = file.readUInt32LE(BODY_AT - 4);
  // One piece, with a byte to spare: in more, they would all be held twice while they are joined.
  const body = unpacked(file.subarray(BODY_AT), { chunkSize: length + 1 });
  const [textLength = 0, count = 0, listed = 0] = readUint32s(body, 0, 3);
  const numbersAt = 12 + textLength;
  const startsAt = numbersAt + count * 4;
  const listAt = startsAt + count * 4;
  const description: Description = JSON.parse(body.toString('utf8', 12, numbersAt));
  return {
    ...description,
    sectors: readUint32s(body, numbersAt, count),
    // Half as wide, they stay in the processor's cache.
    starts: Uint16Array.from(readUint32s(body, startsAt, count)),
    list: Uint16Array.from(readUint32s(body, listAt, listed)),
    cells: body.subarray(listAt + listed * 4),
  };
}

/**
 * The two tables that lead to a sector, both counted from 1, with 0 for none: a district by its outward
 * number, and a sector by its district's number and its digit.
 */
function sectorTables(sectors: Uint32Array): { districts: Uint16Array; sectorOf: Uint16Array } {
  const districts = new Uint16Array(OUTWARD_NUMBERS);
  const sectorOf = new Uint16Array((sectors.length + 1) * 10);
  let count = 0;
  sectors.forEach((number, i) => {
    const outward = Math.floor(number / 10);
    const district = districts[outward] || ++count;
    districts[outward] = district;
    sectorOf[district * 10 + (number % 10)] = i + 1;
  });
  return { districts, sectorOf };
}

const SPACE = 32;
const NONE = 0;
const NO_UNIT = -1;

/**
 * A place for each outward code: 26 letters, then 26 or none; 10 or 26 letters or none behind 10 digits. The
 * digit counts last, so that the codes in use lie close together, and in the processor's cache.
 */
const OUTWARD_NUMBERS = 1 + 26 * 27 * 10 * 37;

/** The number of a sector, "BS37 5": that of its outward code, then its digit. */
export function sectorNumber(sector: string): number {
  return outwardNumber(sector, sector.length - 2) * 10 + digit(sector.charCodeAt(sector.length - 1));
}

/** The place of the outward code that ends before `end`, from 1; 0 where it has not the shape of one. */
function outwardNumber(text: string, end: number): number {
  const first = letter(text.charCodeAt(0));
  const second = letter(text.charCodeAt(1));
  const digitAt = second < 26 ? 2 : 1;
  const tens = digit(text.charCodeAt(digitAt));
  const suffixLength = end - digitAt - 1;
  const suffix = suffixLength === 0 ? 36 : digitOrLetter(text.charCodeAt(digitAt + 1));
  if (first > 25 || tens > 9 || suffix > 36 || suffixLength < 0 || suffixLength > 1) return 0;
  const area = first * 27 + (second < 26 ? second : 26);
  return 1 + (area * 37 + suffix) * 10 + tens;
}

/** The 20 letters that follow a sector's digit; C, I, K, M, O and V are never used. */
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';
const UNIT_PLACES = Int8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', char => UNIT_LETTERS.indexOf(char));

/** The place, 0 to 399, of the two letters at `at`; -1 where they are not two that are used. */
export function unitNumber(text: string, at: number): number {
  const first = UNIT_PLACES[letter(text.charCodeAt(at))] ?? NO_UNIT;
  const second = UNIT_PLACES[letter(text.charCodeAt(at + 1))] ?? NO_UNIT;
  return first < 0 || second < 0 ? NO_UNIT : first * 20 + second;
}

/** 0 to 9, or more where the character is no digit. */
function digit(charCode: number): number {
  return charCode ^ 48;
}

/** 0 to 25, or more where the character is no letter of either case. */
function letter(charCode: number): number {
  return ((charCode | 32) - 97) >>> 0;
}

/** 0 to 9, then 10 to 35, or more. */
function digitOrLetter(charCode: number): number {
  const number = digit(charCode);
  if (number < 10) return number;
  const place = letter(charCode);
  return place < 26 ? 10 + place : 37;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Where each sector's constituencies begin, when all are put into one list. */
function startsOf(sectors: IndexedSector[]): number[] {
  let next = 0;
  return sectors.map(({ constituencies }) => {
    next += constituencies.length;
    return next - constituencies.length;
  });
}

function readUint32s(bytes: Buffer, at: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => bytes.readUInt32LE(at + i * 4));
}

function uint32s(numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, i) => {
    bytes.writeUInt32LE(number, i * 4);
  });
  return bytes;
}
