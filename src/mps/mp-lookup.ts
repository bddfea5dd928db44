import { readFileSync } from 'node:fs';
import type { Postcode } from './postcode.ts';
import type { ExactAnswer } from './postcode-index.ts';

/** How a letter's constituency was found; it is recorded with the letter. */
export type LookupSource = 'exact' | 'sector' | 'candidate' | 'by_hand' | 'live';

/** The constituencies (ONS codes) that a postcode may lie in. */
type LookupResult =
  /** `terminated`: Royal Mail has withdrawn the postcode; it tells where it was. */
  | { kind: 'found'; constituency: string; source: LookupSource; terminated?: boolean }
  /** Most postcodes first. */
  | { kind: 'candidates'; constituencies: string[] }
  | { kind: 'unknown' };

/** Who answers for a whole postcode. Undefined: this postcode is not among those that it knows. */
type ExactLookup = (postcode: string) => ExactAnswer | undefined;

/** Candidate constituencies of a sector ("BS37 5"), most postcodes first. Undefined: nothing is known of it. */
type Sectors = (sector: string) => readonly string[] | undefined;

/** What a live service knows of a postcode. */
export type LiveAnswer = { constituency: string; terminated?: boolean };

/**
 * Asks a live service, given the sector's candidates to judge its answer by. Undefined: it does not
 * know, cannot be asked, or is not to be believed.
 */
export type LiveLookup = (
  postcode: Postcode,
  candidates: readonly string[],
) => Promise<LiveAnswer | undefined>;

export type MpLookup = {
  (postcode: Postcode): Promise<LookupResult>;
  /** What the sector alone tells: the likely constituencies, for whoever has to choose. */
  bySector(postcode: Postcode): LookupResult;
};

/**
 * "Who is my MP?": the exact answer where there is one, else the live service's, else what the
 * postcode's sector tells.
 *
 * @param exact knows whole postcodes; without it every local answer is inferred from the sector
 * @param live is told only postcodes that have no exact answer; without it no postcode leaves
 * @param ofNorthernIreland all its constituencies: its postcodes are open data only in part, so a
 *   sector there that is not known may lie in any of them
 */
export function createMpLookup(
  sectorOf: Sectors,
  ofNorthernIreland: string[],
  exact: ExactLookup = () => undefined,
  live: LiveLookup = async () => undefined,
): MpLookup {
  const candidatesOf = (postcode: Postcode) =>
    sectorOf(postcode.sector) ?? (postcode.area === 'BT' ? ofNorthernIreland : []);

  async function lookUp(postcode: Postcode): Promise<LookupResult> {
    const known = exact(postcode.postcode);
    if (known) return { kind: 'found', ...known, source: 'exact' };

    const answer = await live(postcode, candidatesOf(postcode));
    if (answer) return { kind: 'found', source: 'live', ...answer };

    return bySector(postcode);
  }

  function bySector(postcode: Postcode): LookupResult {
    const candidates = candidatesOf(postcode);
    const [only, ...others] = candidates;
    if (!only) return { kind: 'unknown' };
    if (others.length === 0) return { kind: 'found', constituency: only, source: 'sector' };
    return { kind: 'candidates', constituencies: [...candidates] };
  }

  return Object.assign(lookUp, { bySector });
}

/** Reads the starter data's `{"BS37": {"5": "E14001545 E14001546"}}`. */
export function readSectors(file: string): Sectors {
  const districts: Record<string, Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'));
  return sector => {
    const [district = '', digit = ''] = sector.split(' ');
    const digits = Object.hasOwn(districts, district) ? districts[district] : undefined;
    return digits && Object.hasOwn(digits, digit) ? digits[digit]?.split(' ') : undefined;
  };
}
