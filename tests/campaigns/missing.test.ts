import { expect, it } from 'vitest';
import { type BeforeOpening, namesField, whatIsMissing } from '../../src/campaigns/missing.ts';

const READY: BeforeOpening = {
  name: 'Meals',
  promoter: 'Invented Kitchens',
  summary: 'One sentence.',
  background: 'Why.',
  asks: [{ key: 'meal', title: 'A meal' }],
  experiences: [{ key: 'hunger', title: 'Hunger' }],
  letter: { body: '{{#if asks.meal}}Meal{{/if}} {{#if experiences.hunger}}Hunger{{/if}}' },
  letterProblems: [],
};

it.each([
  [{}, []],
  [{ name: '' }, ['Give the campaign a name']],
  [{ promoter: '' }, ['Say who is behind the campaign']],
  [{ summary: '', background: '' }, ['Write the summary', 'Write why it matters']],
  [{ asks: [] }, ['Add at least one ask']],
  [{ experiences: [] }, []],
  [{ letter: null }, ['Write the letter and publish it']],
  [{ letterProblems: ['line 1: no'] }, ['Mend the letter: line 1: no']],
  [
    { letter: { body: '{{#if asks.meals}}{{/if}}' } },
    [
      'Write the letter’s paragraph for “A meal”, and publish it',
      'Write the letter’s paragraph for “Hunger”, and publish it',
    ],
  ],
])('a campaign with %j lacks %j', (change: Partial<BeforeOpening>, missing) => {
  expect(whatIsMissing({ ...READY, ...change }).map(({ words }) => words)).toEqual(missing);
});

it('says of each where it is mended', () => {
  const lacks = { summary: '', asks: [], letter: { body: '' }, letterProblems: ['line 1: no'] };
  const places = whatIsMissing({ ...READY, ...lacks }).map(({ at }) => at);
  expect(places).toEqual(['summary', 'asks', 'letter', 'letter']);
});

it.each([
  ['{{#if asks.meal}}x{{/if}}', 'asks.meal', true],
  ['{{#unless  asks.meal }}x{{/unless}}', 'asks.meal', true],
  ['{{asks.a-meal}}', 'asks.a-meal', true],
  ['{{#if asks.a-meal}}x{{/if}}', 'asks.meal', false],
  ['{{#if asks.meal-2}}x{{/if}}', 'asks.meal', false],
  ['asks.meal', 'asks.meal', false],
])('the template %s names %s: %s', (template, field, named) => {
  expect(namesField(template, field)).toBe(named);
});
