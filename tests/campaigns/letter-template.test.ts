import { describe, expect, it } from 'vitest';
import { compileLetter, type LetterTemplate, renderLetter } from '../../src/campaigns/letter-template.ts';
import { readTemplate } from '../../src/campaigns/template-problems.ts';
import { TEMPLATE_LIMITS } from '../../src/campaigns/template-tags.ts';
import { variationOf } from '../../src/campaigns/variation.ts';

const FIELDS = {
  name: 'Ada O’Example',
  story: 'It isn\'t <b>fair</b> & "right". {{name}}',
  asks: { code: true, invest: false },
  relationship: { 'young-person': true },
};
const KNOWN = new Set(['name', 'story', 'asks.code', 'asks.invest', 'relationship.young-person']);

const render = (body: string) => renderLetter({ subject: 's', body }, FIELDS, 'a letter').body;
const told = (source: string) =>
  readTemplate(source, KNOWN).problems.map(({ line, message }) => `line ${line}: ${message}`);

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
    const { subject } = renderLetter({ subject: 'From\n {{name}}', body: 'b' }, FIELDS, 'a letter');
    expect(subject).toBe('From Ada O’Example');
  });

  it.each([
    ['an unknown block', '{{#each asks}}{{/each}}', '{{#each}} is not a block'],
    ['three braces', '{{{name}}}', 'two braces'],
    ['an ampersand', '{{&name}}', 'two braces'],
    ['a helper', '{{lookup name "x"}}', 'takes nothing behind its name'],
    ['a helper that reaches for the constructor', '{{lookup this "constructor"}}', 'takes nothing behind'],
    ['a helper in a block', '{{#if (lookup asks "code")}}{{/if}}', 'one name from the list'],
    ['a subexpression', '{{(lookup asks "code")}}', 'cannot be read'],
    ['a subexpression that is called', '{{((lookup . "constructor")) "x"}}', 'cannot be read'],
    ['with', '{{#with asks}}{{/with}}', 'is not a block'],
    ['with over a lookup', '{{#with (lookup asks "x")}}{{/with}}', 'is not a block'],
    ['log', '{{log name}}', 'takes nothing behind its name'],
    ['a hash', '{{#if name includeZero=true}}{{/if}}', 'asks for one name'],
    ['a partial', '{{> page}}', 'not allowed in a letter'],
    ['a dynamic partial', '{{> (lookup . "x")}}', 'not allowed in a letter'],
    ['a partial block', '{{#> page}}{{/page}}', 'is to be closed'],
    ['a decorator', '{{* decorate}}', 'not allowed in a letter'],
    ['an inline partial', '{{#*inline "x"}}{{/inline}}', 'is to be closed'],
    ['the constructor', '{{constructor}}', 'no placeholder “constructor”'],
    ['the constructor of a value', '{{name.constructor}}', 'no placeholder “name.constructor”'],
    ['the prototype', '{{name.__proto__.x}}', 'no placeholder'],
    ['a getter', '{{__defineGetter__}}', 'no placeholder'],
    ['a getter with what it takes', '{{__defineGetter__ "x" valueOf}}', 'takes nothing behind its name'],
    ['a look-up of getters', '{{__lookupGetter__ "__proto__"}}', 'takes nothing behind its name'],
    ['this', '{{this}}', 'no placeholder'],
    ['this with a name', '{{this.name}}', 'no placeholder'],
    ['the parent', '{{#if name}}{{../name}}{{/if}}', 'no placeholder'],
    ['data', '{{@root.name}}', 'no placeholder'],
    ['a name in brackets that has a dot in it', '{{[asks.code]}}', 'no placeholder'],
    ['a literal', '{{"name"}}', 'one name from the list'],
    ['a number', '{{#if 1}}{{/if}}', 'one name from the list'],
    ['block parameters', '{{#if name as |x|}}{{x}}{{/if}}', 'nothing behind it'],
    ['block parameters of a known name', '{{#if name as |story|}}{{story}}{{/if}}', 'nothing behind it'],
    ['a raw block', '{{{{raw}}}} {{name}} {{{{/raw}}}}', 'two braces'],
    ['whitespace control', '{{~name~}}', 'Take out the ~'],
    ['whitespace control in a note', '{{!-- a --~}} {{constructor}} --}}', 'Take the ~ out'],
    ['an escape', '\\{{name}}', 'Take out the \\'],
    ['an inverse block', '{{^name}}x{{/name}}', '{{else}}'],
    ['an inverse', '{{#if name}}a{{^}}b{{/if}}', '{{else}}'],
    [
      'prototype pollution (CVE-2019-19919)',
      '{{#with "constructor"}}{{#with split as |a|}}{{pop (push "alert(1)")}}{{/with}}{{/with}}',
      'is not a block',
    ],
    [
      'a way around the look-up of properties (CVE-2019-20920)',
      '{{#with (__lookupGetter__ "__proto__")}}{{#with (./constructor.getOwnPropertyDescriptor . "valueOf")}}{{#with ../constructor.prototype}}{{../../constructor.defineProperty . "hasOwnProperty" ..}}{{/with}}{{/with}}{{/with}}',
      'is not a block',
    ],
    [
      'code by the compiler in strict mode (CVE-2021-23369)',
      '{{x.["constructor.constructor(\'return process\')()"]}}',
      'no placeholder',
    ],
    [
      'prototype pollution in compat mode (CVE-2021-23383)',
      '{{\'a/.") || alert("pwned")"\'}}',
      'one name from the list',
    ],
    [
      'a look-up of the function constructor',
      '{{#each (lookup . "constructor")}}{{/each}}',
      'is not a block',
    ],
  ])('may not hold %s', (_what, source, problem) => {
    expect(told(source).join('\n')).toContain(problem);
    expect(() => render(source)).toThrow('not sound');
  });

  it.each([
    ['an unknown placeholder', 'x\n{{nobody}}', 'line 2: There is no placeholder “nobody”'],
    [
      'a mistyped placeholder',
      'x\n\n{{nmae}}',
      'line 3: There is no placeholder “nmae”. Did you mean “name”?',
    ],
    ['the end of a name', '{{#if code}}x{{/if}}', 'Did you mean “asks.code”?'],
    ['an underscore', '{{#if relationship.young_person}}x{{/if}}', 'mean “relationship.young-person”?'],
    [
      'a block left open',
      'a\n{{#if name}}\nb',
      'line 2: {{#if name}} is opened here and never closed: write {{/if}}',
    ],
    [
      'the outer block left open',
      '{{#if name}}\n{{#unless story}}\nb{{/unless}}\n',
      'line 1: {{#if name}} is opened here and never closed',
    ],
    [
      'a block closed by another',
      '{{#if name}}\n{{/unless}}',
      'line 2: {{/unless}} stands where {{#if name}} of line 1',
    ],
    ['a block closed twice', '{{#if name}}\n{{/if}}\n\n{{/if}}', 'line 4: {{/if}} closes nothing'],
    ['else in no block', 'a\n{{else}}', 'line 2: {{else}} stands in no block'],
    ['braces left open', 'a\nb {{name\nc', 'line 2: {{ is opened here and never closed'],
    ['a note left open', 'a\n{{!-- note }}\nc', 'line 2: {{ is opened here and never closed with --}}'],
    ['a block that names nothing', '{{#if}}x{{/if}}', 'line 1: {{#if …}} asks for one name'],
    ['empty braces', 'a\n\n{{}}', 'line 3: This cannot be read'],
    ['two names', 'a\n{{name story}}', 'line 2: {{name}} takes nothing behind its name'],
    ['a question mark', '{{name?}}', 'line 1: There is no placeholder “name?”. Did you mean “name”?'],
  ])('says where the mistake is: %s', (_what, source, problem) => {
    expect(told(source).join('\n')).toContain(problem);
  });

  it('may hold text, fields, if, unless, else and notes', () => {
    const source =
      '{{!-- a {{note}} --}}{{! and }}{{name}}{{#if asks.code}}a{{else if story}}b{{else}}c{{/if}} } {';
    expect(readTemplate(source, KNOWN).problems).toEqual([]);
    expect(render(source)).toBe('Ada O’Examplea } {');
  });

  it.each([
    ['a syntax tree', { type: 'Program', body: [] }],
    [
      'a syntax tree that carries code (CVE-2026-33937)',
      {
        type: 'Program',
        body: [
          {
            type: 'MustacheStatement',
            path: { type: 'PathExpression', parts: ['x'], original: 'x', depth: 0, data: false },
            params: [{ type: 'NumberLiteral', value: 'process.exit(1)', original: 1 }],
            escaped: true,
            strip: { open: false, close: false },
          },
        ],
      },
    ],
    ['a list', ['{{name}}']],
    ['nothing', undefined],
  ])('is text, and never %s', (_what, source) => {
    const template = { subject: 's', body: source } as unknown as LetterTemplate;
    expect(() => renderLetter(template, FIELDS, 'a letter')).toThrow('a letter template is text');
    expect(() => compileLetter(template, KNOWN)).toThrow('a letter template is text');
  });

  const { source, tags, tag, depth } = TEMPLATE_LIMITS;
  const within = (levels: number) => '{{#if name}}'.repeat(levels) + '{{/if}}'.repeat(levels);
  it.each([
    ['too long a text', 'x'.repeat(source + 1), 'Shorten this to 20,000 characters'],
    ['braces without end', '{'.repeat(source), 'never closed'],
    ['pairs of braces that only open', '{{ '.repeat(source / 3), 'never closed'],
    ['too many placeholders', '{{name}}'.repeat(tags + 1), 'at most 500 placeholders'],
    ['blocks too deep', within(depth + 1), 'at most 20 blocks inside one another'],
    ['blocks as deep as they fit in', within(source / 20), 'at most 20 blocks inside one another'],
    [
      'a chain of else',
      `{{#if name}}${'{{else if name}}'.repeat(depth + 1)}{{/if}}`,
      'at most 20 blocks inside one another',
    ],
    ['a long name', `{{${'a.'.repeat(tag)}b}}`, 'too long'],
    ['brackets without end', `{{${'('.repeat(tag)}}}`, 'cannot be read'],
    ['more brackets than fit in', `{{${'('.repeat(source - 10)}}}`, 'too long'],
    ['blanks without end', `{{${' '.repeat(source - 10)}name}}`, 'too long'],
    ['a literal that never closes', `{{name "${'\\"'.repeat(90)}}}`, 'takes nothing'],
  ])('is read to its limits and no further: %s', (_what, hostile, problem) => {
    expect(told(hostile).join('\n')).toContain(problem);
  });

  it('is made without delay, however many blanks it has', () => {
    const blanks = ' '.repeat(source - 2);
    const fill = compileLetter({ subject: `${blanks}x`, body: `${blanks}x` }, KNOWN);
    for (let letter = 0; letter < 200; letter++)
      expect(fill(FIELDS, variationOf('a letter'))).toEqual({ subject: 'x', body: 'x' });
  });

  it('may be as long and as deep as the limits say', () => {
    expect(told('x'.repeat(source))).toEqual([]);
    expect(told(within(depth))).toEqual([]);
    expect(told('{{name}}'.repeat(tags))).toEqual([]);
  });
});
