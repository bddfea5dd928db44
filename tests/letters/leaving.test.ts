import { describe, expect, it } from 'vitest';
import { decideLeaving, type Leaving } from '../../src/letters/leaving.ts';
import type { LetterState } from '../../src/letters/letter-state.ts';

const letter = (state: LetterState = 'confirmed') => ({ state, mpMemberId: 1, mpEmail: 'nova@mp.example' });

describe('a letter that is about to leave', () => {
  it.each<[string, ReturnType<typeof letter> | null, { id: number; email: string | null } | null, Leaving]>([
    ['the MP is the same', letter(), { id: 1, email: 'nova@mp.example' }, 'send'],
    ['the MP has another address', letter(), { id: 1, email: 'new@mp.example' }, 'new-address'],
    ['the MP publishes no address any more', letter(), { id: 1, email: null }, 'own-means'],
    ['the MP is another', letter(), { id: 2, email: 'ben@mp.example' }, 'ask-again'],
    ['the MP is another at the same address', letter(), { id: 2, email: 'nova@mp.example' }, 'ask-again'],
    ['the MP is another without an address', letter(), { id: 2, email: null }, 'ask-again'],
    ['the seat is vacant', letter(), null, 'hold'],
    ['it was held already', letter('held'), { id: 1, email: 'nova@mp.example' }, 'withdraw'],
    ['it was taken back', letter('awaiting_confirmation'), { id: 1, email: 'nova@mp.example' }, 'withdraw'],
    ['it was erased', letter('erased'), { id: 1, email: 'nova@mp.example' }, 'withdraw'],
    ['it is gone', null, { id: 1, email: 'nova@mp.example' }, 'withdraw'],
  ])('when %s', (_when, given, member, leaving) => {
    expect(decideLeaving(given, member)).toBe(leaving);
  });
});
