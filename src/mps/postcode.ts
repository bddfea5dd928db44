import { postcodeValidator } from 'postcode-validator';

/** A place that has British postcodes but no MP. */
export type PlaceWithoutMp = 'isle-of-man' | 'jersey' | 'guernsey' | 'bfpo' | 'overseas-territory';

export type Postcode = {
  /** As Royal Mail writes it: "BS37 5AA". */
  postcode: string;
  /** "BS37 5" */
  sector: string;
  /** "BS37" */
  district: string;
  /** "BS" */
  area: string;
};

type ParsedPostcode =
  | ({ kind: 'postcode' } & Postcode)
  | { kind: 'without-mp'; postcode: string; place: PlaceWithoutMp }
  | { kind: 'empty' }
  | { kind: 'partial' }
  | { kind: 'malformed' };

/** Letters of the inward code: C, I, K, M, O and V are never used. */
const INWARD = /^[0-9][ABD-HJLNP-UW-Z]{2}$/;

const OUTWARD = /^[A-Z]{1,2}(?:\d|[1-9]\d|\d[A-HJ-NP-Z])$/;

/** The shapes of an outward code, by length; A is a letter, 9 a digit. */
const OUTWARD_SHAPES: Record<number, string[]> = {
  2: ['A9'],
  3: ['A99', 'AA9', 'A9A'],
  4: ['AA99', 'AA9A'],
};

/** In a letter's place a 0 was meant as O and a 1 as I, and in a digit's place the other way round. */
const AS_LETTER: Record<string, string> = { '0': 'O', '1': 'I' };
const AS_DIGIT: Record<string, string> = { O: '0', I: '1' };

const PLACES_WITHOUT_MP: [RegExp, PlaceWithoutMp][] = [
  [/^IM\d/, 'isle-of-man'],
  [/^JE\d/, 'jersey'],
  [/^GY\d/, 'guernsey'],
  [/^BF1/, 'bfpo'],
  [/^BFPO/, 'bfpo'],
  [/^(?:GX11|ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TKCA)1(?:AA|ZZ)$/, 'overseas-territory'],
  [/^AI-?2640$/, 'overseas-territory'],
];

/**
 * Reads a postcode as a person types it: any case, spaces and full stops anywhere, O for 0 and I for 1.
 * It says what was typed, not whether that postcode exists.
 */
export function parsePostcode(typed: string): ParsedPostcode {
  const compact = typed.toUpperCase().replace(/[\s.\u200b\u00ad]/g, '');
  if (compact === '') return { kind: 'empty' };

  const place = PLACES_WITHOUT_MP.find(([pattern]) => pattern.test(compact))?.[1];
  if (place) return { kind: 'without-mp', postcode: typed.trim().toUpperCase(), place };

  const inward = compact.slice(-3).replace(/^[OI]/, digit => AS_DIGIT[digit] ?? digit);
  const outward = INWARD.test(inward) ? readOutward(compact.slice(0, -3)) : undefined;
  if (outward && postcodeValidator(`${outward} ${inward}`, 'GB')) {
    return {
      kind: 'postcode',
      postcode: `${outward} ${inward}`,
      sector: `${outward} ${inward[0]}`,
      district: outward,
      area: outward.replace(/\d.*$/, ''),
    };
  }
  return { kind: isPartial(compact) ? 'partial' : 'malformed' };
}

/** The outward code that was meant: what was typed where it fits as it stands; undefined where none fits. */
function readOutward(typed: string): string | undefined {
  if (OUTWARD.test(typed)) return typed;
  const readings = (OUTWARD_SHAPES[typed.length] ?? []).map(shape =>
    [...typed].map((char, i) => (shape[i] === 'A' ? AS_LETTER : AS_DIGIT)[char] ?? char).join(''),
  );
  return readings.find(reading => OUTWARD.test(reading));
}

/** "BS37" or "BS37 5": the beginning of a postcode. */
function isPartial(compact: string): boolean {
  return /^[A-Z]{1,2}\d[A-Z\d]?(?:\d[A-Z]?)?$/.test(compact);
}
