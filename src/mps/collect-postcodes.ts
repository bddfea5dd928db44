import { parsePostcode } from './postcode.ts';
import type { PostcodeRow, ShortCodeRow } from './postcode-csv.ts';
import {
  CELLS,
  type IndexedSector,
  MOST_CONSTITUENCIES,
  type PostcodesAbout,
  packPostcodeIndex,
  sectorNumber,
  TERMINATED,
  unitNumber,
} from './postcode-index.ts';

/** What became of a row. `kept` says nothing more; the others are reported. */
export type RowOutcome = { kind: 'kept' } | { kind: 'skipped' | 'repeated' | 'contradicted'; why: string };

/** Constituency codes of 2010 to 2024, by prefix, first and last number, as ONS numbered them. */
const CODES_OF_2010: [prefix: string, first: number, last: number][] = [
  ['E14', 530, 1062],
  ['W07', 41, 80],
  ['S14', 1, 59],
  ['N06', 1, 18],
];

/** In ONS's files a code that ends like this says that there is none: Channel Islands, Isle of Man. */
const NO_CONSTITUENCY = /^(?:[A-Z]99999999)?$/;

const MONTH = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])$/;

const KEPT: RowOutcome = { kind: 'kept' };

/**
 * Gathers rows until they are packed. A cell of a sector holds 0 for no postcode, else twice its
 * constituency's number from 1, plus 1 where it is no longer in use.
 *
 * @param codes the ONS codes of all constituencies there are
 */
export function collectPostcodes(codes: string[]) {
  const numbers = new Map(codes.map((code, i) => [code, i + 1]));
  const byShortCode = new Map<string, string>();
  const sectors = new Map<string, Uint16Array>();
  /** A sector as the rows write it ("BS37 5", "bs375"), so that it is read once and not for each row. */
  const asWritten = new Map<string, Uint16Array | null>();
  let dataMonth = '';

  /** The cells of a postcode's sector; null where it is not one, or not spelled right. Its unit is. */
  function cellsFor(text: string): Uint16Array | null {
    const written = text.slice(0, -2);
    const known = asWritten.get(written);
    if (known !== undefined) return known;
    const cells = readSector(text);
    asWritten.set(written, cells);
    return cells;
  }

  function readSector(text: string): Uint16Array | null {
    const parsed = parsePostcode(text);
    const same = parsed.kind === 'postcode' && squeezed(parsed.postcode) === squeezed(text);
    if (!same) return null;
    const cells = sectors.get(parsed.sector) ?? new Uint16Array(CELLS);
    sectors.set(parsed.sector, cells);
    return cells;
  }

  function numberOf(constituency: string): number {
    const number = numbers.get(byShortCode.get(constituency) ?? constituency);
    if (number === undefined) throw new Error(whyNoConstituency(constituency));
    return number;
  }

  return {
    /** @throws Error for a constituency that there is not */
    addShortCode({ shortCode, code }: ShortCodeRow): void {
      numberOf(code);
      byShortCode.set(shortCode, code);
    },

    /** @throws Error for a constituency that there is not: the whole file is of other boundaries, or damaged */
    add({ postcode, constituency, introduced = '', ended = '' }: PostcodeRow): RowOutcome {
      if (NO_CONSTITUENCY.test(constituency)) return skipped(`${postcode} has no constituency`);
      const number = numberOf(constituency);
      const unit = unitNumber(postcode, postcode.length - 2);
      const cells = unit < 0 ? null : cellsFor(postcode);
      if (cells === null) return skipped(`${JSON.stringify(postcode)} is not a postcode`);

      const month = ended > introduced ? ended : introduced;
      if (month > dataMonth && MONTH.test(month)) dataMonth = month;
      const before = cells[unit] ?? 0;
      cells[unit] = number * 2 + (ended === '' ? 0 : 1);
      return before === 0 ? KEPT : again(postcode, codes[(before >> 1) - 1], codes[number - 1]);
    },

    /** What is packed, and how much of it there is. `sources` are file names. */
    pack(sources: string[], builtAt: Date) {
      const packed = [...sectors]
        .map(([name, cells]) => ranked(name, cells))
        .filter(({ constituencies }) => constituencies.length > 0)
        .sort((a, b) => a.number - b.number);
      const count = (counts: (cell: number) => boolean) =>
        packed.reduce((sum, { cells }) => sum + cells.filter(counts).length, 0);
      const about: PostcodesAbout = {
        sources,
        builtAt: builtAt.toISOString(),
        dataMonth: dataMonth ? `${dataMonth.slice(0, 4)}-${dataMonth.slice(4)}` : null,
        postcodes: count(cell => cell > 0),
        terminated: count(cell => cell > TERMINATED),
        constituencies: new Set(packed.flatMap(({ constituencies }) => constituencies)).size,
      };
      return { about, bytes: packPostcodeIndex(about, codes, packed) };
    },
  };
}

/** A sector's constituencies, most postcodes first, and its cells by their place among them. */
function ranked(name: string, sector: Uint16Array): IndexedSector {
  const counts = new Map<number, number>();
  for (const cell of sector) {
    if (cell > 0) counts.set(cell >> 1, (counts.get(cell >> 1) ?? 0) + 1);
  }
  const numbers = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([number]) => number);
  if (numbers.length > MOST_CONSTITUENCIES) {
    throw new Error(`${name} lies in ${numbers.length} constituencies, more than can be told apart`);
  }
  const cells = Uint8Array.from(sector, cell =>
    cell === 0 ? 0 : numbers.indexOf(cell >> 1) + 1 + (cell % 2) * TERMINATED,
  );
  return { number: sectorNumber(name), constituencies: numbers.map(number => number - 1), cells };
}

function again(postcode: string, before: string | undefined, now: string | undefined): RowOutcome {
  return before === now
    ? { kind: 'repeated', why: `${postcode} stands there before` }
    : { kind: 'contradicted', why: `${postcode} was in ${before} before, and is in ${now} here` };
}

function whyNoConstituency(code: string): string {
  if (code.startsWith('UKPARL.')) {
    return `${code} is mySociety’s code: name its table of constituencies (short_code, gss_code) first`;
  }
  const [prefix, number] = [code.slice(0, 3), Number(code.slice(3))];
  const old = CODES_OF_2010.some(([p, first, last]) => p === prefix && number >= first && number <= last);
  return old
    ? `${code} is a constituency of 2010, and those ended with the election of July 2024. Fetch a newer edition, of August 2024 or later`
    : `${JSON.stringify(code)} is not the code of a constituency`;
}

const skipped = (why: string): RowOutcome => ({ kind: 'skipped', why });
const squeezed = (text: string) => text.toUpperCase().replace(/ /g, '');
