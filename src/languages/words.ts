import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInstance, type Resource } from 'i18next';
import { LANGUAGES, type Language } from './language.ts';

type Values = Record<string, unknown>;

/** One language's words. Keys name a room and a place in it: "letters:preview.title". */
export type Words = {
  language: Language;
  /** Plain text, values as they are. @throws Error for a key that nobody has written */
  text(key: string, values?: Values): string;
  /** A piece of a page: its own marks stand, its values are escaped. */
  html(key: string, values?: Values): string;
};

/** The words of each language. */
export type Dictionary = (language: Language) => Words;

/** Reads `{dir}/{language}/{room}.json`, once. */
export function openDictionary(dir: string): Dictionary {
  const instance = createInstance();
  instance.init({
    resources: readResources(dir),
    lng: LANGUAGES[0],
    initAsync: false,
    interpolation: { escapeValue: false },
    appendNamespaceToMissingKey: true,
    parseMissingKeyHandler(key) {
      throw new Error(`No words for ${key}`);
    },
  });
  const words = LANGUAGES.map((language): Words => {
    const translate = instance.getFixedT(language);
    return {
      language,
      text: (key, values) => String(translate(key, { ...values })),
      html: (key, values) => String(translate(key, { ...values, interpolation: { escapeValue: true } })),
    };
  });
  const byLanguage = Object.fromEntries(words.map(one => [one.language, one])) as Record<Language, Words>;
  return language => byLanguage[language];
}

/** All words, by language and room, as the files have them. */
export function readResources(dir: string): Resource {
  return Object.fromEntries(
    LANGUAGES.map(language => {
      const files = readdirSync(path.join(dir, language)).filter(file => file.endsWith('.json'));
      const read = (file: string) => JSON.parse(readFileSync(path.join(dir, language, file), 'utf8'));
      return [language, Object.fromEntries(files.map(file => [path.basename(file, '.json'), read(file)]))];
    }),
  );
}
