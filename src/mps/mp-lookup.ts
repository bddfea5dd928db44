import { readFileSync } from 'node:fs';
import type { Postcode } from './postcode.ts';
import type { ExactAnswer } from './postcode-index.ts';

/** How a letter's constituency was found; it is recorded with the letter. */
export type LookupSource = 'exact' | 'sector' | 'candidate' | 'by_hand' | 'live';

/** The constituencies (ONS codes) that a postcode may lie in. */
export type LookupResult =
  /** `terminated`: Royal Mail has withdrawn the postcode; it tells where it was. */
  | { kind: 'found'; constituency: string; source: LookupSource; terminated?: boolean }
  /** Most postcodes first. */
  | { kind: 'candidates'; constituencies: string[] }
  | { kind: 'unknown' };

/** Who answers for a whole postcode. Undefined: this postcode is not among those that it knows. */
export type ExactLookup = (postcode: string) => ExactAnswer | undefined;

/** Candidate constituencies by sector ("BS37 5"), most postcodes first. */
export type Sectors = ReadonlyMap<string, readonly string[]>;

export type MpLookup = (postcode: Postcode) => Promise<LookupResult>;

/**
 * "Who is my MP?": the exact answer where there is one, else what the postcode's sector tells.
 *
 * @param exact knows whole postcodes; without it every answer is inferred from the sector
 * @param ofNorthernIreland all its constituencies: its postcodes are open data only in part, so a
 *   sector there that is not known may lie in any of them
 */
export function createMpLookup(
  sectors: Sectors,
  ofNorthernIreland: string[],
  exact: ExactLookup = () => undefined,
): MpLookup {
  return async postcode => {
    const answer = exact(postcode.postcode);
    if (answer) return { kind: 'found', ...answer, source: 'exact' };

    const candidates = sectors.get(postcode.sector) ?? (postcode.area === 'BT' ? ofNorthernIreland : []);
    const [only, ...others] = candidates;
    if (!only) return { kind: 'unknown' };
    if (others.length === 0) return { kind: 'found', constituency: only, source: 'sector' };
    return { kind: 'candidates', constituencies: [...candidates] };
  };
}

/** Reads the starter data's `{"BS37": {"5": "E14001545 E14001546"}}`. */
export function readSectors(file: string): Sectors {
  const districts: Record<string, Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    Object.entries(districts).flatMap(([district, sectors]) =>
      Object.entries(sectors).map(([digit, codes]) => [`${district} ${digit}`, codes.split(' ')] as const),
    ),
  );
}
