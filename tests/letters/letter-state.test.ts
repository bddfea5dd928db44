import { describe, expect, it } from 'vitest';
import { afterMove, canMove, type LetterMove, type LetterState } from '../../src/letters/letter-state.ts';

const STATES: LetterState[] = [
  'draft',
  'awaiting_confirmation',
  'confirmed',
  'held',
  'accepted',
  'bounced',
  'failed',
  'replied',
  'expired',
  'erased',
];

describe('a letter', () => {
  it.each<[LetterMove, Partial<Record<LetterState, LetterState>>]>([
    ['hold', { confirmed: 'held' }],
    ['readdress', { confirmed: 'awaiting_confirmation', held: 'awaiting_confirmation' }],
    ['release', { held: 'confirmed' }],
    ['accept', { confirmed: 'accepted', held: 'accepted' }],
    ['fail', { confirmed: 'failed' }],
    ['confirm', { awaiting_confirmation: 'confirmed' }],
    [
      'erase',
      {
        draft: 'erased',
        awaiting_confirmation: 'erased',
        confirmed: 'erased',
        held: 'erased',
        accepted: 'erased',
        bounced: 'erased',
        failed: 'erased',
        replied: 'erased',
        expired: 'erased',
      },
    ],
    ['expire', { draft: 'expired', awaiting_confirmation: 'expired', held: 'expired' }],
    ['reply', { confirmed: 'replied', accepted: 'replied' }],
    ['miss_reply', { replied: 'accepted' }],
    ['miss_reply_by_post', { replied: 'confirmed' }],
    ['revise', { draft: 'draft', awaiting_confirmation: 'draft' }],
  ])('can %s exactly from where that is right', (move, legal) => {
    for (const state of STATES) {
      expect(canMove(state, move), state).toBe(state in legal);
      if (legal[state]) expect(afterMove(state, move)).toBe(legal[state]);
      else expect(() => afterMove(state, move)).toThrow(`A letter that is ${state} cannot ${move}.`);
    }
  });
});
