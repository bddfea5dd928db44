import { describe, expect, it } from 'vitest';
import { renderLetter } from '../../src/campaigns/letter-template.ts';
import { readTemplate } from '../../src/campaigns/template-problems.ts';

const FIELDS = { name: 'Ada O’Example', asks: { code: true, invest: false } };
const KNOWN = new Set(['name', 'story', 'asks.code', 'asks.invest']);

const rendered = (body: string, seed: string, fields = FIELDS) =>
  renderLetter({ subject: 's', body }, fields, seed).body;
const told = (source: string) =>
  readTemplate(source, KNOWN).problems.map(({ line, message }) => `line ${line}: ${message}`);

describe('what varies in a letter', () => {
  const ways = (body: string, seeds = 200) =>
    new Set(Array.from({ length: seeds }, (_, seed) => rendered(body, `letter ${seed}`)));

  it.each([
    ['wordings in a line', 'I am {{#oneOf}}glad{{or}}sorry{{/oneOf}}.', ['I am glad.', 'I am sorry.']],
    [
      'wordings with blanks around them',
      'I {{#oneOf}} am {{or}} was {{/oneOf}} here',
      ['I am here', 'I was here'],
    ],
    [
      'wordings on lines of their own',
      'A\n\n{{#oneOf}}\nB\n{{or}}\n  C\n\nD\n{{or}}\n{{name}}\n{{/oneOf}}\n\nE',
      ['A\n\nB\n\nE', 'A\n\nC\n\nD\n\nE', 'A\n\nAda O’Example\n\nE'],
    ],
    [
      'wordings that are blocks',
      '{{#oneOf}}{{#if asks.code}}a{{else}}b{{/if}}{{or}}{{#if asks.invest}}c{{else}}d{{/if}}{{/oneOf}}',
      ['a', 'd'],
    ],
    [
      'paragraphs in any order',
      'A\n\n{{#anyOrder}}\nB\nb\n\n{{#if asks.code}}\nC\n{{/if}}\n\n{{#if asks.invest}}\nno\n{{/if}}\n{{/anyOrder}}\n\nD',
      ['A\n\nB\nb\n\nC\n\nD', 'A\n\nC\n\nB\nb\n\nD'],
    ],
    [
      'wordings of paragraphs in any order',
      '{{#anyOrder}}\n{{#oneOf}}\nA\n{{or}}\na\n{{/oneOf}}\n\nB\n{{/anyOrder}}',
      ['A\n\nB', 'B\n\nA', 'a\n\nB', 'B\n\na'],
    ],
  ])('may be %s', (_what, body, expected) => {
    expect(readTemplate(body, KNOWN).problems).toEqual([]);
    expect([...ways(body)].sort()).toEqual([...expected].sort());
  });

  it('is chosen in each place by itself', () => {
    expect(ways('{{#oneOf}}a{{or}}b{{/oneOf}}{{#oneOf}}c{{or}}d{{/oneOf}}')).toEqual(
      new Set(['ac', 'ad', 'bc', 'bd']),
    );
  });

  it('is the same for the same letter', () => {
    const body = '{{#oneOf}}a{{or}}b{{or}}c{{/oneOf}}';
    for (let seed = 0; seed < 50; seed++) {
      expect(rendered(body, `letter ${seed}`)).toBe(rendered(body, `letter ${seed}`));
    }
  });

  it('never takes what a supporter wrote for a wording or a block', () => {
    const fields = { ...FIELDS, name: '{{or}}', story: '{{#oneOf}}x{{or}}y{{/oneOf}}\n\nz' };
    const body = '{{#oneOf}}{{name}} a{{or}}{{name}} b{{/oneOf}}\n\n{{story}}';
    const made = rendered(body, 'a letter', fields);
    expect(made).toMatch(/^\{\{or\}\} [ab]\n\n\{\{#oneOf\}\}x\{\{or\}\}y\{\{\/oneOf\}\}\n\nz$/);
  });

  it.each([
    [
      'one wording alone',
      'a\n{{#oneOf}}b{{/oneOf}}',
      'line 2: {{#oneOf}} needs two wordings or more: put {{or}}',
    ],
    ['an empty wording', '{{#oneOf}}a{{or}} {{/oneOf}}', 'line 1: A wording in {{#oneOf}} is empty'],
    [
      'a wording that is a note',
      '{{#oneOf}}{{!-- a --}}{{or}}b{{/oneOf}}',
      'A wording in {{#oneOf}} is empty',
    ],
    [
      'two {{or}} with nothing between',
      '{{#oneOf}}a{{or}}{{or}}b{{/oneOf}}',
      'A wording in {{#oneOf}} is empty',
    ],
    ['too many wordings', `{{#oneOf}}a${'{{or}}a'.repeat(10)}{{/oneOf}}`, 'Use at most 10 wordings'],
    ['{{or}} in no block', 'a {{or}} b', '{{or}} stands between two wordings in {{#oneOf}}'],
    ['{{or}} in another block', '{{#if name}}a{{or}}b{{/if}}', '{{or}} stands between two wordings'],
    [
      '{{or}} in a block in {{#oneOf}}',
      '{{#oneOf}}a{{#if name}}{{or}}{{/if}}b{{/oneOf}}',
      '{{or}} stands between two wordings',
    ],
    ['{{else}} in {{#oneOf}}', '{{#oneOf}}a{{else}}b{{/oneOf}}', 'Take {{else}} out of {{#oneOf}}'],
    [
      '{{#oneOf}} with a name',
      '{{#oneOf name}}a{{or}}b{{/oneOf}}',
      '{{#oneOf}} takes nothing behind its name',
    ],
    [
      '{{#oneOf}} in {{#oneOf}}',
      '{{#oneOf}}a{{or}}{{#oneOf}}b{{or}}c{{/oneOf}}{{/oneOf}}',
      'Put {{#oneOf}} outside {{#oneOf}}: only {{#oneOf}} may stand in {{#anyOrder}}',
    ],
    [
      '{{#anyOrder}} in {{#oneOf}}',
      '{{#oneOf}}a{{or}}{{#anyOrder}}\nb\n\nc\n{{/anyOrder}}{{/oneOf}}',
      'Put {{#anyOrder}} outside {{#oneOf}}',
    ],
    [
      'one paragraph in any order',
      '{{#anyOrder}}\na\nb\n{{/anyOrder}}',
      '{{#anyOrder}} needs two paragraphs',
    ],
    [
      'the story in any order',
      '{{#anyOrder}}\n{{story}}\n\na\n{{/anyOrder}}',
      'line 2: Put {{story}} outside {{#anyOrder}}',
    ],
    ['{{#oneOf}} left open', 'a\n{{#oneOf}}b{{or}}c', 'line 2: {{#oneOf}} is opened here and never closed'],
  ])('cannot have %s', (_what, source, problem) => {
    expect(told(source).join('\n')).toContain(problem);
    expect(() => rendered(source, 'a letter')).toThrow('not sound');
  });
});
