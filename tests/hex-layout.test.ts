import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assign } from '../scripts/assignment.ts';
import { around, layOutHexes, nearest } from '../scripts/hex-layout.ts';
import { centreOf, type HexCell } from '../src/figures/hex-map.ts';

type Seat = {
  code: string;
  name: string;
  nation: string;
  region: string;
  easting: number;
  northing: number;
};

const starter = new URL('../prisma/starter/', import.meta.url);
const seats: Seat[] = JSON.parse(readFileSync(new URL('constituencies.json', starter), 'utf8')).map(
  ({ at, ...seat }: { at: [number, number] } & Seat) => ({ ...seat, easting: at[0], northing: at[1] }),
);
const kept: Record<string, [number, number]> = JSON.parse(
  readFileSync(new URL('hexes.json', starter), 'utf8'),
);
const cellOf = ({ code }: { code: string }): HexCell => {
  const [column, row] = kept[code] ?? [Number.NaN, Number.NaN];
  return { column, row };
};
const keyOf = ({ column, row }: HexCell) => `${column},${row}`;
const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const between = (a: HexCell, b: HexCell) => {
  const [from, to] = [centreOf(a), centreOf(b)];
  return Math.hypot(from.x - to.x, from.y - to.y);
};

describe('the assignment', () => {
  it('is the cheapest of all, by trying all', () => {
    for (let round = 0; round < 30; round += 1) {
      const costs = Array.from({ length: 5 }, (_, i) =>
        Array.from({ length: 6 }, (_, j) => (round * 7 + i * i * 31 + j * 17 + i * j * 13) % 29),
      );
      const cost = (row: number, column: number) => costs[row]?.[column] ?? 0;
      const chosen = assign(5, 6, cost);
      expect(new Set(chosen).size).toBe(5);
      expect(chosen.reduce((sum, column, row) => sum + cost(row, column), 0)).toBe(cheapest(5, 6, cost));
    }
  });

  it('refuses more rows than columns', () => {
    expect(() => assign(3, 2, () => 1)).toThrow('do not fit');
  });
});

describe('the map of hexagons', () => {
  it('is what the code makes of the constituencies, whatever their order', () => {
    const made = layOutHexes([...seats].reverse());
    expect(Object.fromEntries([...made].map(([code, { column, row }]) => [code, [column, row]]))).toEqual(
      kept,
    );
  });

  it('gives all 650 constituencies a hexagon of their own', () => {
    expect(Object.keys(kept).sort()).toEqual(seats.map(({ code }) => code).sort());
    expect(new Set(seats.map(seat => keyOf(cellOf(seat)))).size).toBe(650);
  });

  it('keeps neighbours near', () => {
    const distances = nearest(seats).flatMap((list, i) =>
      list.map(j => between(cellOf(seats[i] as Seat), cellOf(seats[j] as Seat))),
    );
    const within = (reach: number) => distances.filter(d => d < reach + 0.01).length / distances.length;
    expect(within(1)).toBeGreaterThan(0.57);
    expect(within(2)).toBeGreaterThan(0.92);
    expect(mean(distances)).toBeLessThan(1.45);
  });

  it('moves English constituencies by about three hexagons on average from where a plain map has them', () => {
    const england = seats.filter(({ nation }) => nation === 'England');
    const cells = england.map(seat => centreOf(cellOf(seat)));
    const x = fitted(
      england.map(({ easting }) => easting),
      cells.map(cell => cell.x),
    );
    const y = fitted(
      england.map(({ northing }) => -northing),
      cells.map(cell => cell.y),
    );
    expect(mean(x.map((dx, i) => Math.hypot(dx, y[i] ?? 0)))).toBeLessThan(3.2);
  });

  it.each([
    ['London', 1],
    ['North East', 1],
    ['North West', 1],
    ['West Midlands', 1],
    ['East Midlands', 1],
    ['South West', 1],
    ['Northern Ireland', 1],
    ['Wales', 2],
    ['Scotland', 2],
  ])('%s is in at most %i pieces', (region, pieces) => {
    expect(piecesOf(seats.filter(seat => seat.region === region))).toBeLessThanOrEqual(pieces);
  });

  it.each([
    ['Scotland', 'England', 'row'],
    ['North East', 'London', 'row'],
    ['London', 'East of England', 'column'],
    ['Wales', 'West Midlands', 'column'],
    ['Northern Ireland', 'Wales', 'column'],
    ['Northern Ireland', 'Wales', 'row'],
  ] as const)('%s comes before %s by %s', (first, second, axis) => {
    const middle = (place: string) =>
      mean(seats.filter(({ nation, region }) => [nation, region].includes(place)).map(s => cellOf(s)[axis]));
    expect(middle(first)).toBeLessThan(middle(second));
  });

  it('keeps Scotland wholly north of England', () => {
    const rows = (nation: string) => seats.filter(s => s.nation === nation).map(s => cellOf(s).row);
    expect(Math.max(...rows('Scotland'))).toBeLessThan(Math.min(...rows('England')) + 3);
    expect(mean(rows('Scotland'))).toBeLessThan(Math.min(...rows('England')));
  });
});

/** Least cost over every way to choose, by recursion. */
function cheapest(rows: number, columns: number, cost: (r: number, c: number) => number): number {
  const best = (row: number, used: number): number => {
    if (row === rows) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (let column = 0; column < columns; column += 1) {
      if (used & (1 << column)) continue;
      least = Math.min(least, cost(row, column) + best(row + 1, used | (1 << column)));
    }
    return least;
  };
  return best(0, 0);
}

/** What is left of `to` after the best straight line through `from`. */
function fitted(from: number[], to: number[]): number[] {
  const [fromMean, toMean] = [mean(from), mean(to)];
  const slope =
    mean(from.map((value, i) => (value - fromMean) * ((to[i] ?? 0) - toMean))) /
    mean(from.map(value => (value - fromMean) ** 2));
  return to.map((value, i) => value - toMean - slope * ((from[i] ?? 0) - fromMean));
}

function piecesOf(some: Seat[]): number {
  const left = new Map(some.map(seat => [keyOf(cellOf(seat)), cellOf(seat)]));
  let pieces = 0;
  for (const [key, cell] of left) {
    pieces += 1;
    left.delete(key);
    const stack = [cell];
    for (let next = stack.pop(); next; next = stack.pop()) {
      for (const neighbour of around(next)) {
        if (left.delete(keyOf(neighbour))) stack.push(neighbour);
      }
    }
  }
  return pieces;
}
