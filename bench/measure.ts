/** A line of the results. A ratio and a goal have no unit of their own: they are what travels. */
export type Result = {
  name: string;
  unit: string;
  /** The median of the rounds. */
  value: number;
  /** The same measured of the plain thing beside it; null where there is none. */
  baseline: number | null;
  /** How many times the better: of rates ours by theirs, of sizes and times theirs by ours. */
  ratio: number | null;
  goal: string;
  /** Null: there is no goal. */
  met: boolean | null;
  /** Lowest and highest of the rounds, as they were measured. */
  spread: [low: number, high: number];
};

export type Bench = () => Promise<Result[] | { skipped: string }>;

/**
 * Measures several things in turns, round after round, so that whatever else the machine does falls on all of
 * them alike. The first round warms up and does not count.
 *
 * @returns for each the values of its rounds
 */
export async function inTurns<Name extends string>(
  rounds: number,
  measures: Record<Name, () => number | Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const values = Object.fromEntries(names.map(name => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await measures[name]();
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}

/**
 * Runs it once, on this process's own thread alone.
 *
 * @returns how many of `count` a second of processor time that is, so that what other processes take does not
 *   count: the rate of one core
 */
export function perCoreSecond(count: number, run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return count / ((user + system) / 1e6);
}

/** The same of what waits in between, such as for a disk; the waiting does not count. */
export async function perProcessorSecond(count: number, run: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return count / ((user + system) / 1e6);
}

/** Runs it once. @returns how many of `count` a second by the clock that is */
export async function perSecond(count: number, run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return count / ((performance.now() - start) / 1000);
}

/** Runs it once. @returns how long that took by the clock, in milliseconds */
export async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

/** The slope of the straight line that fits best, by least squares. */
export function slopeOf(points: (readonly [x: number, y: number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, one]) => one))];
  const above = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  const below = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

export const spreadOf = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];

/** A row of a size or a time, which is to be small. */
export function atMost(name: string, unit: string, values: number[], most: number): Result {
  const value = median(values);
  return {
    name,
    unit,
    value,
    baseline: null,
    ratio: null,
    goal: `at most ${most} ${unit}`,
    met: value <= most,
    spread: spreadOf(values),
  };
}

/** A row of a rate, which is to be a good part of the plain thing's. @param least the ratio to reach */
export function atLeast(
  name: string,
  unit: string,
  { ours, plain }: { ours: number[]; plain: number[] },
  least: number,
): Result {
  const [value, baseline] = [median(ours), median(plain)];
  const ratio = value / baseline;
  const goal = `at least ${least} ×`;
  return { name, unit, value, baseline, ratio, goal, met: ratio >= least, spread: spreadOf(ours) };
}
