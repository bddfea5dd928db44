import { describe, expect, it } from 'vitest';
import { renderLetter, templateProblems } from '../../src/campaigns/letter-template.ts';

const FIELDS = {
  name: 'Ada O’Example',
  story: 'It isn\'t <b>fair</b> & "right". {{name}}',
  asks: { code: true, invest: false },
};
const KNOWN = new Set(['name', 'story', 'asks.code', 'asks.invest']);

const render = (body: string) => renderLetter({ subject: 's', body }, FIELDS).body;

describe('a letter template', () => {
  it('puts text in as it is, with no entities, and never reads it as a template', () => {
    expect(render('{{story}}')).toBe('It isn\'t <b>fair</b> & "right". {{name}}');
  });

  it('leaves no hole where a part is absent', () => {
    expect(render('One\n\n{{#if asks.invest}}\nTwo\n{{/if}}\n\nThree  \n\n\n\n{{name}}\n')).toBe(
      'One\n\nThree\n\nAda O’Example',
    );
    expect(render('{{#if asks.code}}yes{{else}}no{{/if}} {{#unless asks.code}}no{{/unless}}')).toBe('yes');
  });

  it('makes the subject one line', () => {
    const { subject } = renderLetter({ subject: 'From\n {{name}}', body: 'b' }, FIELDS);
    expect(subject).toBe('From Ada O’Example');
  });

  it.each([
    ['an unknown field', 'x\n{{nobody}}', 'line 2: there is no field "nobody"'],
    ['a block left open', '{{#if name}}', 'Parse error'],
    ['an unknown block', '{{#each asks}}{{/each}}', '{{#each}} is not a block'],
    ['three braces', '{{{name}}}', 'two braces'],
    ['an ampersand', '{{&name}}', 'two braces'],
    ['a helper', '{{lookup name "x"}}', 'takes nothing behind its name'],
    ['a helper in a block', '{{#if (lookup asks "code")}}{{/if}}', 'there is no field'],
    ['with', '{{#with asks}}{{/with}}', 'is not a block'],
    ['log', '{{log name}}', 'takes nothing behind its name'],
    ['a hash', '{{#if name includeZero=true}}{{/if}}', 'asks for one field'],
    ['a partial', '{{> page}}', 'not allowed in a letter'],
    ['a dynamic partial', '{{> (lookup . "x")}}', 'not allowed in a letter'],
    ['a partial block', '{{#> page}}{{/page}}', 'not allowed in a letter'],
    ['a decorator', '{{* decorate}}', 'not allowed in a letter'],
    ['an inline partial', '{{#*inline "x"}}{{/inline}}', 'not allowed in a letter'],
    ['the constructor', '{{constructor}}', 'there is no field'],
    ['the prototype', '{{name.__proto__.x}}', 'there is no field'],
    ['this', '{{this}}', 'there is no field'],
    ['the parent', '{{#if name}}{{../name}}{{/if}}', 'there is no field'],
    ['data', '{{@root.name}}', 'there is no field'],
    ['a literal', '{{"name"}}', 'there is no field'],
    ['a number', '{{#if 1}}{{/if}}', 'there is no field'],
    ['block parameters', '{{#if name as |x|}}{{x}}{{/if}}', 'there is no field'],
  ])('may not hold %s', (_what, source, problem) => {
    expect(templateProblems(source, KNOWN).join('\n')).toContain(problem);
    expect(() => render(source)).toThrow('not sound');
  });

  it('may hold text, fields, if, unless, else and comments', () => {
    const source = '{{!-- a note --}}{{name}}{{#if asks.code}}a{{else if story}}b{{/if}}';
    expect(templateProblems(source, KNOWN)).toEqual([]);
  });
});
