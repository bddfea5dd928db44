export type Random = ReturnType<typeof seededRandom>;

/**
 * Numbers that look random and are the same for the same seed: sfc32, "small fast counter" by
 * Chris Doty-Humphrey (PractRand), a 128-bit generator that passes its tests. Not for secrets.
 */
export function seededRandom(seed: number) {
  let a = seed | 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;

  /** A whole number from 0 to 2³² - 1. */
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
  // The seed has to reach every bit before anything is taken.
  for (let i = 0; i < 12; i += 1) next();

  /** From 0 up to, not including, 1. */
  const fraction = () => next() / 2 ** 32;
  return {
    fraction,
    /** A whole number from 0 up to, not including, `end`. */
    below: (end: number) => Math.floor(fraction() * end),
    chance: (probability: number) => fraction() < probability,
    one: <T>(list: readonly [T, ...T[]]): T => list[Math.floor(fraction() * list.length)] ?? list[0],
    /** Each item by itself with that probability. */
    some: <T>(list: readonly T[], probability: number): T[] => list.filter(() => fraction() < probability),
    /** 32 hexadecimal digits. */
    hex: () => Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join(''),
  };
}

/** Draws indexes in proportion to their weights, by bisection. */
export function weighted(weights: readonly number[]): (random: Random) => number {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    sums.push(total);
  }
  return random => {
    const drawn = random.fraction() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
