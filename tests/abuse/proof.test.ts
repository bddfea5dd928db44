import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { proofOfWork } from '../../src/abuse/proof.ts';
import { DAY } from '../../src/clock.ts';
import { solve } from '../support/proof.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const proof = proofOfWork(text => createHash('sha256').update(`a secret ${text}`).digest('base64url'));

const SOLVED = solve(proof.puzzleFor('letter', NOW));
const wrong = SOLVED.replace(/\d+$/, n => String(Number(n) - 1));

describe('the sum of a form', () => {
  it('is right for its letter, for as long as somebody may write', () => {
    expect(proof.isSolved('letter', SOLVED, NOW)).toBe(true);
    expect(proof.isSolved('letter', SOLVED, later(60 * DAY - 1))).toBe(true);
  });

  it.each([
    ['for another letter', 'another', SOLVED, NOW],
    ['after two months', 'letter', SOLVED, later(60 * DAY)],
    ['before its time', 'letter', SOLVED, later(-1)],
    ['with another number', 'letter', wrong, NOW],
    [
      'with a puzzle of their own',
      'letter',
      solve({ puzzle: `${NOW.getTime().toString(36)}.mine`, bits: 15 }),
      NOW,
    ],
    ['with nothing', 'letter', '', NOW],
    ['with something else', 'letter', 'yes', NOW],
  ])('is not right %s', (_why, letter, solution, now) => {
    expect(proof.isSolved(letter, solution, now)).toBe(false);
  });
});
