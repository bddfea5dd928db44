import type { LookupSource, MpLookup } from './mp-lookup.ts';
import type { FilledSeat, Seat } from './mp-store.ts';
import { type DevolvedNation, isDevolved } from './nation.ts';
import { type PlaceWithoutMp, parsePostcode } from './postcode.ts';

/** Where a supporter writes from. */
export type Place = {
  postcode: string;
  /** ONS code; null until it is known. */
  constituencyCode: string | null;
  lookupSource: LookupSource | null;
  /** Lives outside England; the child goes to school in England. */
  crossBorder: boolean;
  /** Royal Mail has withdrawn the postcode. */
  terminated: boolean;
};

/** What a place leads to; each has its page. */
type Destination =
  | { kind: 'mp'; seat: FilledSeat }
  | { kind: 'vacant'; seat: Seat }
  | { kind: 'nation'; nation: DevolvedNation }
  | { kind: 'choose'; seats: Seat[] }
  | { kind: 'unknown' }
  | { kind: 'elsewhere'; place: PlaceWithoutMp };

/** Where the place leads, by what the look-up and the register of MPs say at this moment. */
export async function destinationOf(
  place: Place,
  lookUp: MpLookup,
  findSeats: (codes: string[]) => Promise<Seat[]>,
): Promise<Destination> {
  if (place.constituencyCode) {
    return decideDestination(await findSeats([place.constituencyCode]), place.crossBorder);
  }
  const parsed = parsePostcode(place.postcode);
  if (parsed.kind === 'without-mp') return { kind: 'elsewhere', place: parsed.place };
  if (parsed.kind !== 'postcode') return { kind: 'unknown' };
  // The look-up had no answer when the place was kept: what is left is a choice, not another question.
  const result = lookUp.bySector(parsed);
  const codes = result.kind === 'found' ? [result.constituency] : [];
  return decideDestination(
    await findSeats(result.kind === 'candidates' ? result.constituencies : codes),
    place.crossBorder,
  );
}

/**
 * The nation comes first: where all candidates lie in one devolved nation, nobody needs to choose
 * among them to learn that this letter is not for their MP.
 */
function decideDestination(seats: Seat[], crossBorder: boolean): Destination {
  const [seat, ...others] = seats;
  if (!seat) return { kind: 'unknown' };
  const { nation } = seat;
  if (!crossBorder && isDevolved(nation) && others.every(other => other.nation === nation)) {
    return { kind: 'nation', nation };
  }
  if (others.length > 0) return { kind: 'choose', seats };
  const { member } = seat;
  return member ? { kind: 'mp', seat: { ...seat, member } } : { kind: 'vacant', seat };
}
