import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/languages/language.ts';
import { openDictionary, readResources } from '../../src/languages/words.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DIR = path.join(ROOT, 'languages');

/** i18next's endings for numbers; Welsh has more of them than English. */
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every text of a language by its key, "letters:preview.title". */
function textsOf(language: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (key: string, value: unknown) => {
    if (typeof value === 'string') return texts.set(key, value);
    for (const [name, inner] of Object.entries(value as object)) {
      walk(key.includes(':') ? `${key}.${name}` : `${key}:${name}`, inner);
    }
  };
  for (const [room, words] of Object.entries(readResources(DIR)[language] ?? {})) {
    for (const [name, inner] of Object.entries(words)) walk(`${room}:${name}`, inner);
  }
  return texts;
}

const TEXTS = Object.fromEntries(LANGUAGES.map(language => [language, textsOf(language)]));
const keysOf = (language: string) => new Set([...(TEXTS[language]?.keys() ?? [])].map(withoutEnding));
const withoutEnding = (key: string) => key.replace(PLURAL, '');

const sourcesOf = (dir: string, ending: string) =>
  readdirSync(path.join(ROOT, dir), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith(ending) && !file.includes('generated'))
    .map(file => ({ file: path.join(dir, file), source: readFileSync(path.join(ROOT, dir, file), 'utf8') }));

describe('the words', () => {
  it('are the same keys in every language', () => {
    const [english, ...others] = LANGUAGES.map(language => [...keysOf(language)].sort());
    expect(english?.length).toBeGreaterThan(5);
    for (const other of others) expect(other).toEqual(english);
  });

  it('are written, every one of them', () => {
    for (const [key, text] of LANGUAGES.flatMap(language => [...(TEXTS[language] ?? [])])) {
      expect(text.trim(), key).not.toBe('');
    }
  });

  it('name the same values in every language', () => {
    const valuesIn = (language: string, key: string) => {
      const texts = [...(TEXTS[language] ?? [])].filter(([name]) => withoutEnding(name) === key);
      const names = texts.flatMap(([, text]) =>
        [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name),
      );
      return [...new Set(names)].sort();
    };
    for (const key of keysOf('en')) expect(valuesIn('cy', key), key).toEqual(valuesIn('en', key));
  });

  it('have each plural that their language asks for', () => {
    for (const language of LANGUAGES) {
      const endings = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const counted = new Set(
        [...(TEXTS[language]?.keys() ?? [])].filter(key => PLURAL.test(key)).map(withoutEnding),
      );
      for (const key of counted) {
        for (const ending of endings)
          expect([...(TEXTS[language]?.keys() ?? [])]).toContain(`${key}_${ending}`);
      }
    }
  });

  it('are there for every key that a view names', () => {
    const named = sourcesOf('views', '.hbs').flatMap(({ file, source }) =>
      [...source.matchAll(/[{(]t "([^"]+)"/g)].map(([, key = '']) => ({ file, key })),
    );
    expect(named.length).toBeGreaterThan(5);
    const known = keysOf('en');
    expect(named.filter(({ key }) => !known.has(withoutEnding(key)))).toEqual([]);
  });

  it('keep marks out of what is plain text', () => {
    const plain = sourcesOf('src', '.ts').flatMap(({ source }) =>
      [...source.matchAll(/\.text\(\s*'([^']+)'/g)].map(([, key = '']) => key),
    );
    for (const language of LANGUAGES) {
      for (const key of plain) expect(TEXTS[language]?.get(key) ?? '', key).not.toMatch(/[<>]|&\w+;/);
    }
  });
});

describe('the dictionary', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-words-'));
  for (const [language, to] of Object.entries({ en: 'to {{mp}}', cy: 'at {{mp}}' })) {
    mkdirSync(path.join(dir, language));
    writeFileSync(path.join(dir, language, 'letters.json'), JSON.stringify({ to: `<b>${to}</b>` }));
  }
  afterAll(() => rmSync(dir, { recursive: true }));
  const words = openDictionary(dir)('cy');

  it('escapes the values of a page, and not its own marks', () => {
    expect(words.html('letters:to', { mp: '<i>Ann</i>' })).toBe('<b>at &lt;i&gt;Ann&lt;&#x2F;i&gt;</b>');
  });

  it('leaves the values of a mail as they are', () => {
    expect(words.text('letters:to', { mp: 'Ann O’Neill & Co' })).toBe('<b>at Ann O’Neill & Co</b>');
  });

  it('reads no value as a text of its own', () => {
    expect(words.text('letters:to', { mp: '{{mp}} $t(letters:to)' })).toBe('<b>at {{mp}} $t(letters:to)</b>');
  });

  it('refuses a key that nobody has written', () => {
    expect(() => words.text('letters:nothing')).toThrow('No words for letters:nothing');
  });
});
