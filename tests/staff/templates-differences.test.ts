import { describe, expect, it } from 'vitest';
import { ANY } from '../../src/campaigns/variants.ts';
import { differences, textDifferences } from '../../src/staff/templates/differences.ts';

const told = (older: string, newer: string, subjects: [string, string] = ['s', 's']) =>
  textDifferences({ subject: subjects[0], body: older }, { subject: subjects[1], body: newer }).map(line =>
    'count' in line
      ? `${line.kind === 'skipped' ? '…' : line.kind} ${line.count}`
      : `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.text}`,
  );

describe('the differences of two texts', () => {
  it('are none where nothing changed', () => {
    expect(told('a\nb', 'a\nb')).toEqual([]);
  });

  it.each([
    ['a line changed', 'a\nb\nc', 'a\nB\nc', [' ', ' a', '-b', '+B', ' c']],
    ['a line added at the end', 'a', 'a\nb', [' ', ' a', '+b']],
    ['a line removed at the start', 'a\nb', 'b', [' Subject: s', ' ', '-a', ' b']],
    ['a line moved', 'a\nb\nc', 'b\nc\na', [' Subject: s', ' ', '-a', ' b', ' c', '+a']],
    ['a line twice', 'a', 'a\na', [' ', ' a', '+a']],
    ['all of it', 'a', 'b', [' Subject: s', ' ', '-a', '+b']],
  ])('show %s', (_what, older, newer, shown) => {
    expect(told(older, newer).filter(line => !line.startsWith('…'))).toEqual(shown);
  });

  it('show the subject first', () => {
    expect(told('a', 'a', ['old', 'new'])).toEqual(['-Subject: old', '+Subject: new', ' ', ' a']);
  });

  it('leave out what is the same and far away', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const changed = lines.with(10, 'changed');
    expect(told(lines.join('\n'), changed.join('\n'))).toEqual([
      '… 10',
      ' line 8',
      ' line 9',
      '-line 10',
      '+changed',
      ' line 11',
      ' line 12',
      '… 7',
    ]);
  });

  it('give back both texts, whatever they are', () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 200; round++) {
      const text = () => Array.from({ length: 1 + next(5) }, () => 'abc'[next(3)]).join('\n');
      const [older, newer] = [text(), text()];
      const shown = told(`${older}\nx`, `${newer}\ny`).filter(line => !line.startsWith('…'));
      const side = (sign: string) =>
        shown.filter(line => line[0] === ' ' || line[0] === sign).map(l => l.slice(1));
      expect(`Subject: s\n\n${older}\nx`.endsWith(side('-').join('\n'))).toBe(true);
      expect(`Subject: s\n\n${newer}\ny`.endsWith(side('+').join('\n'))).toBe(true);
    }
  });

  it('of many long texts are all of both behind the first few, so that nobody waits for their comparison', () => {
    const many = (word: string) =>
      Array.from({ length: 1_000 }, (_, line) => (line % 2 ? 'the same' : `${word} ${line}`)).join('\n');
    const wordsOf = (word: string) => {
      const text = { subject: 's', body: many(word), subjectCy: '', bodyCy: '' };
      const variants = Array.from({ length: 20 }, (_, index) => ({
        ...{ ...text, key: `variant-${index}`, name: `Variant ${index}`, rule: ANY },
      }));
      return { ...text, variants };
    };
    // The first and the last line are found the same without a comparison.
    const compared = differences(wordsOf('old'), wordsOf('new')).map(
      ({ changes }) => changes.filter(({ kind }) => kind === 'same').length > 10,
    );
    expect(compared).toHaveLength(21);
    expect(compared[0]).toBe(true);
    expect(compared.filter(Boolean).length).toBeLessThan(10);
  });

  it('of texts that are very long are all of both', () => {
    const many = (word: string) => Array.from({ length: 3_000 }, (_, index) => `${word} ${index}`).join('\n');
    const shown = told(many('old'), many('new'));
    expect(shown).toHaveLength(5_001);
    expect(shown.at(-1), 'the subject, an empty line, and the rest of both').toBe('more 1002');
  });
});
