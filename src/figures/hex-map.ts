/** A hexagon with its point up, in "odd-r" offset coordinates: odd rows lie half a hexagon further right. */
export type HexCell = { column: number; row: number };

/** A point on the map: x to the east, y to the south, one unit the distance of two neighbouring hexagons. */
export type Point = { x: number; y: number };

/** From one row's centres to the next. */
export const ROW_HEIGHT = Math.sqrt(3) / 2;

/** ONS code → where its hexagon stands; made by scripts/hex-map.ts. */
export type Hexes = ReadonlyMap<string, HexCell>;

type MappedSeat = { code: string; name: string; region: string; northing: number };

/** The seats as the map has them: nothing about it changes with the letters. */
export type LaidOut = ReturnType<typeof layOut>;

/** Units of the drawing from one hexagon's centre to the next. */
const UNIT = 26;
const MARGIN = 16;
const SHADES = 4;

/**
 * Where each seat's hexagon stands. They follow each other region by region, from the north, so that
 * whoever goes through them with the keyboard is not sent to and fro.
 */
export function layOut(hexes: Hexes, seats: readonly MappedSeat[]) {
  const placed = inReadingOrder(seats).map(({ code, name }) => {
    const { x, y } = centreOf(hexes.get(code) ?? { column: 0, row: 0 });
    return { code, name, x: round(MARGIN + x * UNIT), y: round(MARGIN + y * UNIT) };
  });
  return {
    width: round(Math.max(...placed.map(({ x }) => x), 0) + MARGIN),
    height: round(Math.max(...placed.map(({ y }) => y), 0) + MARGIN),
    placed,
  };
}

/** The drawing: each hexagon with its count, a shade, and where its letters are listed. */
export function hexMap(
  { width, height, placed }: LaidOut,
  counts: ReadonlyMap<string, number>,
  hrefOf: (code: string) => string,
) {
  const bounds = boundsOf([...counts.values()]);
  return {
    width,
    height,
    seats: placed.map(({ code, name, x, y }) => {
      const count = counts.get(code) ?? 0;
      return { name, x, y, count, shade: shadeOf(count, bounds), href: count > 0 ? hrefOf(code) : '' };
    }),
    legend: [
      { shade: 0, words: 'none' },
      ...bounds.map((from, i) => {
        const end = bounds[i + 1];
        const words =
          end === undefined ? `${from} or more` : end - 1 === from ? `${from}` : `${from} to ${end - 1}`;
        return { shade: i + 1, words };
      }),
    ],
  };
}

/**
 * Where each shade begins: so that about as many seats have each, of those with any letters.
 *
 * @returns at most four rising counts, the first of them 1; none where nobody has written
 */
export function boundsOf(counts: readonly number[]): number[] {
  const some = counts.filter(count => count > 0).sort((a, b) => a - b);
  if (some.length === 0) return [];
  const quantiles = Array.from(
    { length: SHADES - 1 },
    (_, i) => some[Math.floor(((i + 1) * some.length) / SHADES)] ?? 1,
  );
  return [...new Set([1, ...quantiles])];
}

/** A count's shade: 0 for none, else 1 to 4. @param bounds as boundsOf gives them */
export function shadeOf(count: number, bounds: readonly number[]): number {
  return bounds.filter(bound => bound <= count).length;
}

function inReadingOrder(seats: readonly MappedSeat[]): MappedSeat[] {
  const northernmost = new Map<string, number>();
  for (const { region, northing } of seats) {
    northernmost.set(region, Math.max(northing, northernmost.get(region) ?? 0));
  }
  const edge = ({ region }: MappedSeat) => northernmost.get(region) ?? 0;
  return [...seats].sort(
    (a, b) => edge(b) - edge(a) || b.northing - a.northing || (a.code < b.code ? -1 : 1),
  );
}

/** The centre of a cell, in distances of two neighbouring hexagons. */
export function centreOf({ column, row }: HexCell): Point {
  return { x: column + (row % 2 ? 0.5 : 0), y: row * ROW_HEIGHT };
}

const round = (value: number) => Math.round(value * 10) / 10;
