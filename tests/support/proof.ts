import { createHash } from 'node:crypto';

/** Does the sum as public/proof.js does. */
export function solve({ puzzle, bits }: { puzzle: string; bits: number }): string {
  for (let n = 0; ; n += 1) {
    const solution = `${puzzle}.${n}`;
    if (createHash('sha256').update(solution).digest().readUInt32BE() >>> (32 - bits) === 0) return solution;
  }
}
