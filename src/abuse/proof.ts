import { createHash } from 'node:crypto';
import { DAY } from '../clock.ts';

/** A sum for the browser: a number that, put behind `puzzle`, gives a SHA-256 of so many leading zero bits. */
type Puzzle = { puzzle: string; bits: number };

/** 32,768 tries in the middle: under a second on a desk, a few on an old phone, while the story is written. */
const BITS = 15;

/** Nobody’s form lies open for longer. A solution serves one letter alone, so that its age does no harm. */
const VALID_FOR = 60 * DAY;

/**
 * Puzzles that need no memory here: each is bound to its letter and its time by a mark that only the
 * server can make, so that a solution serves one letter alone.
 *
 * @param mark the mark of a text, beyond anyone without the secret
 */
export function proofOfWork(mark: (text: string) => string) {
  const puzzleAt = (letterId: string, minted: string) => `${minted}.${mark(`${letterId} ${minted}`)}`;
  return {
    puzzleFor: (letterId: string, now: Date): Puzzle => ({
      puzzle: puzzleAt(letterId, now.getTime().toString(36)),
      bits: BITS,
    }),

    /** @param solution the puzzle, a dot and the number, as the form brings them */
    isSolved(letterId: string, solution: string, now: Date): boolean {
      const [, puzzle = '', minted = ''] = /^((\w+)\.[\w-]+)\.\d{1,10}$/.exec(solution) ?? [];
      const age = now.getTime() - Number.parseInt(minted, 36);
      if (puzzle !== puzzleAt(letterId, minted) || !(age >= 0 && age < VALID_FOR)) return false;
      return createHash('sha256').update(solution).digest().readUInt32BE() >>> (32 - BITS) === 0;
    },
  };
}

export type ProofOfWork = ReturnType<typeof proofOfWork>;
