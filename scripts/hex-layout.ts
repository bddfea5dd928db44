import { centreOf, type HexCell, type Point, ROW_HEIGHT } from '../src/figures/hex-map.ts';
import { assign } from './assignment.ts';

/** A seat where it lies: British National Grid, metres; the nations keep apart on the map. */
type SeatPosition = { code: string; nation: string; easting: number; northing: number };

/** How many nearest seats count as a seat's neighbours: a hexagon has six sides. */
const NEIGHBOURS = 6;

// Found by trying: these keep London whole and the most neighbours together (tests/hex-layout.test.ts).
/** About the side of an average English constituency. */
const METRES_A_HEXAGON = 17_000;
/** The room a seat takes grows from a tenth to a whole hexagon, so that nobody leaps over anybody. */
const FIRST_ROOM = 0.1;
const ROUNDS = 600;
const ROUNDS_OF_GROWTH = 450;
/** Room between seats of different nations. */
const NATION_GAP = 1.6;
/** Share of the missing or of the surplus distance that one round makes up for. */
const PUSH = 0.2;
const PULL = 0.02;
/** Only cells this near to a seat are worth considering for it. */
const REACH = 2.5;
/** How much a seat's own place weighs against the nearness of one neighbour. */
const HOME = 0.3;

/**
 * Gives each seat a hexagon of its own, near the hexagons of its neighbours.
 *
 * Towns have many seats in little room and the Highlands few in much, so that the seats first push
 * each other apart, and pull neighbours close, until each has room for one hexagon; then they go to
 * the grid with the least summed movement; then two neighbouring hexagons change places wherever that
 * brings neighbours nearer. No randomness and no functions whose last digit differs between machines:
 * the same seats give the same map.
 */
export function layOutHexes(seats: readonly SeatPosition[]): Map<string, HexCell> {
  const ordered = [...seats].sort((a, b) => (a.code < b.code ? -1 : 1));
  const neighbours = nearest(ordered);
  const spread = spreadOut(ordered, neighbours);
  const cells = settle(snap(spread), spread, neighbours);
  const left = Math.min(...cells.map(({ column }) => column));
  const top = Math.min(...cells.map(({ row }) => row));
  // An even number of rows off the top, or the odd rows would turn into even ones.
  const cut = top - (top % 2);
  return new Map(
    ordered.map(({ code }, i) => {
      const { column, row } = cells[i] as HexCell;
      return [code, { column: column - left, row: row - cut }];
    }),
  );
}

/** The nearest seats of each, nearest first, by index. */
export function nearest(seats: readonly SeatPosition[]): number[][] {
  return seats.map((seat, i) =>
    seats
      .map((other, j) => ({
        j,
        d: (seat.easting - other.easting) ** 2 + (seat.northing - other.northing) ** 2,
      }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.d - b.d || a.j - b.j)
      .slice(0, NEIGHBOURS)
      .map(({ j }) => j),
  );
}

/** Room for everyone, neighbours close, a little sea between nations, and everyone roughly where they were. */
function spreadOut(seats: readonly SeatPosition[], neighbours: number[][]): Point[] {
  const unit = 1 / METRES_A_HEXAGON;
  const points = seats.map(({ easting, northing }) => ({ x: easting * unit, y: -northing * unit }));
  for (let round = 0; round < ROUNDS; round += 1) {
    const growth = Math.min(1, FIRST_ROOM + (1 - FIRST_ROOM) * (round / ROUNDS_OF_GROWTH));
    const cool = 1 - round / ROUNDS;
    const moves = points.map(() => ({ x: 0, y: 0 }));
    for (let i = 0; i < points.length; i += 1) {
      const a = points[i] as Point;
      for (const j of neighbours[i] ?? []) {
        const b = points[j] as Point;
        const dx = b.x - a.x;
        const dy = b.y - a.y;
        const d = Math.sqrt(dx * dx + dy * dy) || 1e-9;
        if (d > growth) push(moves, i, j, dx / d, dy / d, -PULL * (d - growth) * cool);
      }
      for (let j = i + 1; j < points.length; j += 1) {
        const b = points[j] as Point;
        const room = seats[i]?.nation === seats[j]?.nation ? growth : growth * NATION_GAP;
        const dx = b.x - a.x;
        const dy = b.y - a.y;
        if (dx > room || dx < -room || dy > room || dy < -room) continue;
        const d = Math.sqrt(dx * dx + dy * dy) || 1e-9;
        if (d < room) push(moves, i, j, dx / d, dy / d, PUSH * (room - d));
      }
    }
    points.forEach((point, i) => {
      point.x += moves[i]?.x ?? 0;
      point.y += moves[i]?.y ?? 0;
    });
  }
  return points;
}

function push(moves: Point[], i: number, j: number, ux: number, uy: number, by: number): void {
  const a = moves[i] as Point;
  const b = moves[j] as Point;
  a.x -= ux * by;
  a.y -= uy * by;
  b.x += ux * by;
  b.y += uy * by;
}

/** To the cells of a grid over all points, one each, with the least summed square of the distance. */
function snap(points: readonly Point[]): HexCell[] {
  const left = Math.min(...points.map(({ x }) => x)) - 2;
  const top = Math.min(...points.map(({ y }) => y)) - 2;
  const moved = points.map(({ x, y }) => ({ x: x - left, y: y - top }));
  const columns = Math.ceil(Math.max(...moved.map(({ x }) => x))) + 2;
  const rows = Math.ceil(Math.max(...moved.map(({ y }) => y)) / ROW_HEIGHT) + 2;
  const cells: HexCell[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const centre = centreOf({ column, row });
      if (moved.some(point => squared(point, centre) < REACH ** 2)) cells.push({ column, row });
    }
  }
  const centres = cells.map(centreOf);
  const chosen = assign(moved.length, cells.length, (i, j) =>
    squared(moved[i] as Point, centres[j] as Point),
  );
  points.forEach((point, i) => {
    Object.assign(point, moved[i]);
  });
  return chosen.map(j => cells[j] as HexCell);
}

const squared = (a: Point, b: Point) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

/** Neighbouring hexagons change places, or one moves over, wherever that brings neighbours nearer. */
function settle(start: readonly HexCell[], points: readonly Point[], neighbours: number[][]): HexCell[] {
  const cells = [...start];
  const links: Set<number>[] = cells.map(() => new Set());
  neighbours.forEach((list, i) => {
    for (const j of list) {
      links[i]?.add(j);
      links[j]?.add(i);
    }
  });
  const key = ({ column, row }: HexCell) => row * 1000 + column;
  const owner = new Map(cells.map((cell, i) => [key(cell), i]));
  const strain = (i: number, cell: HexCell, swapped?: number, swappedTo?: HexCell) => {
    const here = centreOf(cell);
    let sum = HOME * squared(here, points[i] as Point);
    for (const j of links[i] ?? []) {
      const d = squared(here, centreOf(j === swapped ? (swappedTo as HexCell) : (cells[j] as HexCell)));
      sum += d;
    }
    return sum;
  };
  for (let sweep = 0; sweep < 50; sweep += 1) {
    let changed = false;
    for (let i = 0; i < cells.length; i += 1) {
      for (const to of around(cells[i] as HexCell)) {
        const from = cells[i] as HexCell;
        const other = owner.get(key(to));
        if (other === undefined) continue;
        const before = strain(i, from) + strain(other, to);
        const after = strain(i, to, other, from) + strain(other, from, i, to);
        if (after > before - 1e-6) continue;
        cells[i] = to;
        cells[other] = from;
        owner.set(key(to), i);
        owner.set(key(from), other);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return cells;
}

/** The six cells around one. */
export function around({ column, row }: HexCell): HexCell[] {
  const shift = row % 2 ? 1 : 0;
  return [
    { column: column - 1, row },
    { column: column + 1, row },
    { column: column - 1 + shift, row: row - 1 },
    { column: column + shift, row: row - 1 },
    { column: column - 1 + shift, row: row + 1 },
    { column: column + shift, row: row + 1 },
  ];
}
