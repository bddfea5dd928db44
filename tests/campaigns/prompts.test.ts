import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePrompts, type Prompt } from '../../src/campaigns/prompts.ts';
import { RELATIONSHIPS } from '../../src/letters/letter.ts';

const prompt = (question: string, of: Partial<Prompt> = {}): Prompt => ({
  id: 0,
  question,
  questionCy: '',
  relationships: [],
  experiences: [],
  ...of,
});

const PROMPTS = [
  prompt('fined?', { experiences: ['fines'] }),
  prompt('fined, as a parent?', { experiences: ['fines'], relationships: ['parent'] }),
  prompt('lacking?', { experiences: ['provision', 'part-time'] }),
  prompt('your mornings?', { relationships: ['parent'] }),
  prompt('your days?', { relationships: ['young-person'] }),
  prompt('what helps?'),
  prompt('what to remember?'),
];

describe('the questions to begin with', () => {
  /** Each line: who writes, what they have lived through, what they are asked. */
  it.each([
    ['nobody yet', '', [], ['what helps?', 'what to remember?']],
    ['a parent', 'parent', [], ['your mornings?', 'what helps?', 'what to remember?']],
    ['a supporter', 'supporter', [], ['what helps?', 'what to remember?']],
    ['a fined parent', 'parent', ['fines'], ['fined?', 'your mornings?', 'what helps?']],
    [
      'a fined supporter',
      'supporter',
      ['fines'],
      // Nothing is asked of supporters alone: another that fits takes the place.
      ['fined?', 'what helps?', 'what to remember?'],
    ],
    [
      'a young person with much to tell',
      'young-person',
      ['part-time', 'fines'],
      ['fined?', 'your days?', 'what helps?'],
    ],
    ['somebody with another experience', 'family', ['pressure'], ['what helps?', 'what to remember?']],
  ])('for %s', (_who, relationship, experiences, asked) => {
    const chosen = choosePrompts(PROMPTS, { relationship, experiences });
    expect(chosen.map(({ question }) => question)).toEqual(asked);
  });

  it('are none where the campaign has none', () => {
    expect(choosePrompts([], { relationship: 'parent', experiences: ['fines'] })).toEqual([]);
  });
});

describe('the starter campaign', () => {
  const file = path.join(import.meta.dirname, '../../prisma/starter/campaigns/school-attendance.json');
  const campaign = JSON.parse(readFileSync(file, 'utf8'));
  const prompts: Prompt[] = campaign.prompts.map((one: Partial<Prompt>, id: number) => ({
    ...prompt(''),
    ...one,
    id,
  }));
  const experiences: string[] = campaign.experiences.map(({ key }: { key: string }) => key);

  it('asks everybody two or three questions, in both languages', () => {
    for (const { key } of RELATIONSHIPS) {
      for (const lived of [[], ...experiences.map(one => [one]), experiences]) {
        const chosen = choosePrompts(prompts, { relationship: key, experiences: lived });
        expect([2, 3], `${key}: ${lived}`).toContain(chosen.length);
        for (const { question, questionCy } of chosen) expect(questionCy, question).not.toBe('');
      }
    }
  });

  it('names no relationship or experience that there is not', () => {
    const keys = RELATIONSHIPS.map(({ key }): string => key);
    for (const one of prompts) {
      expect(keys).toEqual(expect.arrayContaining(one.relationships));
      expect(experiences).toEqual(expect.arrayContaining(one.experiences));
    }
  });
});
