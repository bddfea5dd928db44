import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LETTER_LIMITS } from '../src/letters/letter.ts';
import { STAFF_LIMITS } from '../src/staff/limits.ts';

const ROOT = path.join(import.meta.dirname, '..');
const VIEWS = path.join(ROOT, 'views');
const views = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.hbs'));

/** The fields of one view: written there, or given to a partial that draws one. What the server makes up is not seen. */
function fieldsIn(view: string): string[] {
  return [...view.matchAll(/(?<!<meta )\b(?:name|sentAs|field)="([a-z]\w*)"/g)].map(([, name = '']) => name);
}

const fields = new Set(views.flatMap(file => fieldsIn(readFileSync(path.join(VIEWS, file), 'utf8'))));
const document = readFileSync(path.join(ROOT, 'docs', 'input-rules.md'), 'utf8');
const listed = new Set([...document.matchAll(/`([a-z]\w*)`/g)].map(([, name = '']) => name));

describe('docs/input-rules.md', () => {
  it('has every field of every form', () => {
    expect(fields.size).toBeGreaterThan(60);
    expect([...fields].filter(name => !listed.has(name))).toEqual([]);
  });

  it('has the longest text of each as its rule has it', () => {
    const numbers = new Set(document.match(/\d+(?:,\d{3})*/g));
    const longest = Object.entries({ ...LETTER_LIMITS, ...STAFF_LIMITS });
    expect(longest.filter(([, most]) => !numbers.has(most.toLocaleString('en-GB')))).toEqual([]);
  });

  it('names rules that are there', () => {
    const files = [...document.matchAll(/`((?:src|tests)\/[^`]+)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter(file => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
