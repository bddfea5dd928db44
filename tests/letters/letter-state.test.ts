import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  afterMove,
  canMove,
  LETTER_STATES,
  type LetterMove,
  type LetterState,
} from '../../src/letters/letter-state.ts';

/** Every legal move; all others are errors. */
const LEGAL: Record<LetterMove, Partial<Record<LetterState, LetterState>>> = {
  submit: { draft: 'awaiting_confirmation', awaiting_confirmation: 'awaiting_confirmation' },
  revise: { draft: 'draft', awaiting_confirmation: 'draft' },
  confirm: { awaiting_confirmation: 'confirmed' },
  accept: { confirmed: 'accepted', held: 'accepted' },
  fail: { confirmed: 'failed' },
  bounce: { accepted: 'bounced' },
  send_again: { accepted: 'confirmed' },
  hold: { confirmed: 'held' },
  release: { held: 'confirmed' },
  readdress: { confirmed: 'awaiting_confirmation', held: 'awaiting_confirmation' },
  erase: {
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
  expire: { draft: 'expired', awaiting_confirmation: 'expired', held: 'expired' },
  reply: { confirmed: 'replied', accepted: 'replied' },
  miss_reply: { replied: 'accepted' },
  miss_reply_by_post: { replied: 'confirmed' },
};

const PAIRS = Object.entries(LEGAL).flatMap(([move, legal]) =>
  LETTER_STATES.map(state => ({ move: move as LetterMove, state, next: legal[state] })),
);

describe('a letter', () => {
  it.each(PAIRS.filter(({ next }) => next))(
    'that is $state can $move, and is $next',
    ({ move, state, next }) => {
      expect(canMove(state, move)).toBe(true);
      expect(afterMove(state, move)).toBe(next);
    },
  );

  it.each(PAIRS.filter(({ next }) => !next))('that is $state cannot $move', ({ move, state }) => {
    expect(canMove(state, move)).toBe(false);
    expect(() => afterMove(state, move)).toThrow(`A letter that is ${state} cannot ${move}.`);
  });

  it('has its whole life drawn in docs/delivery.md', () => {
    const document = readFileSync(path.join(import.meta.dirname, '../../docs/delivery.md'), 'utf8');
    const drawn = [...document.matchAll(/^ {2}(\w+ --> \w+: \w+)/gm)].map(([, arrow]) => arrow);
    // One arrow stands for erasing, which may happen in every state.
    const arrows = PAIRS.filter(({ move, state }) => move !== 'erase' || state === 'draft')
      .filter(({ state, next }) => next && next !== state)
      .map(({ move, state, next }) => `${state} --> ${next}: ${move}`);
    expect(drawn.sort()).toEqual(arrows.sort());
  });

  it('has an end to reach from wherever it is: each state but the ends has a move', () => {
    const stuck = LETTER_STATES.filter(state => !PAIRS.some(pair => pair.state === state && pair.next));
    expect(stuck).toEqual(['erased']);
  });
});

describe('the state of a letter', () => {
  const SRC = path.join(import.meta.dirname, '..', '..', 'src');
  /** Made-up letters of the demo are born in the state that they have. */
  const BORN = ['demo/demo-letters.ts'];

  it('is written nowhere but through a move', () => {
    const writes = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.includes('generated') && !BORN.includes(file))
      .flatMap(file =>
        letterWrites(readFileSync(path.join(SRC, file), 'utf8')).map(words => ({ file, words })),
      );
    expect(writes.length).toBeGreaterThanOrEqual(10);
    expect(writes.filter(({ words }) => writesState(words) && !throughMove(words))).toEqual([]);
  });

  it.each([
    ["await tx.letter.update({ where: { id }, data: { state: 'accepted' } });", true],
    ["await tx.letter.updateMany({ where: { id, state: 'draft' }, data: { name } });", false],
    [
      "const state = afterMove(a.state, 'hold');\nawait tx.letter.update({ where: { id }, data: { state } });",
      false,
    ],
    ['await tx.letter.update({ where: { id }, data: { state } });', true],
    ["const change = { state: 'held' };\nawait tx.letter.update({ where: { id }, data: change });", true],
    ['await tx.$executeRaw`UPDATE "Letter" SET "state" = \'held\'`;', true],
  ])('is found where it is written past the moves: %s', (source, found) => {
    expect(letterWrites(source).some(words => writesState(words) && !throughMove(words))).toBe(found);
  });

  /** Each write of a letter, with the function that it stands in as far as it comes before. */
  function letterWrites(source: string): string[] {
    const write = /\.letter\s*\.(?:update|updateMany|upsert|create|createMany)\(|UPDATE\s+"?Letter"?\s/g;
    return [...source.matchAll(write)].map(({ index }) => {
      const before = source.slice(0, index);
      const begins = Math.max(
        0,
        before.search(/\n(?:export )?(?:async )?function (?![\s\S]*\n(?:export )?(?:async )?function )/),
      );
      return `${before.slice(begins)}\u0000${source.slice(index, index + ends(source.slice(index)))}`;
    });
  }
  /** Where the call, or the statement, that begins the text ends. */
  function ends(text: string): number {
    const end = text.search(/\n {0,8}\}\);|\);\n|\)\);|`;|\),\n|\);$/);
    return end < 0 ? text.length : end;
  }

  function writesState(words: string): boolean {
    const [before = '', call = ''] = words.split('\u0000');
    if (call.startsWith('UPDATE')) return /SET[^`]*"?state"?\s*=/.test(call);
    const data = call.slice(call.search(/\bdata\b/));
    if (/\bstate\b/.test(data)) return true;
    const [, named] = /data: (\w+)/.exec(data) ?? [];
    return named !== undefined && new RegExp(`const ${named} = \\{[^;]*\\bstate\\b`).test(before);
  }

  const throughMove = (words: string) =>
    /state: afterMove\(|state: 'draft' satisfies LetterState/.test(words) ||
    /const state = (?:\w+ \? )?afterMove\(/.test(words);
});
