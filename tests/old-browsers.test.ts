import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const PUBLIC = path.join(import.meta.dirname, '..', 'public');
const filesOf = (ending: string) => readdirSync(PUBLIC).filter(file => file.endsWith(ending));
const read = (file: string) => readFileSync(path.join(PUBLIC, file), 'utf8');

/** What a telephone of 2018 does not know (Chrome 70, Safari 12): one of it, and none of the script runs. */
const NEWER_SCRIPT = {
  'a?.b': /\?\.(?!\d)/,
  'a ?? b': /\?\?/,
  '#private': /\bthis\.#/,
  globalThis: /\bglobalThis\b/,
  '1_000': /\d_\d/,
  'methods of later years':
    /\.(replaceChildren|replaceAll|matchAll|findLast|at|flat|flatMap|toSorted|allSettled|fromEntries|requestSubmit)\(/,
};

/** Of these a browser passes over the whole rule, or the line: they may stand where nothing hangs on them. */
const NEWER_STYLE = {
  ':is()': /:is\(/,
  ':where()': /:where\(/,
  ':has() beside other selectors': /:has\([^{]*,\s*\n|,\s*\n[^{},]*:has\([^{}]*\{/,
  inset: /^\s*inset(-inline|-block)?:/m,
  'clamp() in a variable': /^(?! {4}).*--[\w-]+:[^;]*clamp\(/m,
};

const found = (text: string, newer: Record<string, RegExp>) =>
  Object.entries(newer).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

describe('an old telephone', () => {
  it.each(filesOf('.js'))('runs %s', file => {
    expect(found(read(file), NEWER_SCRIPT)).toEqual([]);
  });

  it.each(filesOf('.css'))('reads the rules of %s', file => {
    expect(found(read(file), NEWER_STYLE)).toEqual([]);
  });

  it('keeps apart what stands in a row on a supporter’s page', () => {
    const styles = ['style', 'forms', 'post', 'sheet'].map(name =>
      read(`${name}.css`).replace(/\/\*.*?\*\//gs, ''),
    );
    const rows = [...styles.join('').matchAll(/([^{}]+)\{[^{}]*display: flex;[^{}]*\bgap:/g)];
    const [fallback = ''] = /@supports not \(inset: 0\) \{.*?\n\}/s.exec(styles.join('')) ?? [];
    // What stands in the hero fills a row each, but for the stamp.
    const names = rows.map(([, name = '']) => name.trim()).filter(name => name !== '.hero');
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter(name => !fallback.includes(`  ${name} > *`))).toEqual([]);
  });
});
