import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
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
  const resources = readResources(dir);
  const plain = openWords(resources, false);
  const page = openWords(resources, true);
  const words = LANGUAGES.map((language): Words => {
    const [text, html] = [plain.getFixedT(language), page.getFixedT(language)];
    const fixed = fixedTexts(resources[language] ?? {});
    return {
      language,
      text: (key, values) => fixed.get(key) ?? String(text(key, optionsFor(values))),
      html: (key, values) => fixed.get(key) ?? String(html(key, optionsFor(values))),
    };
  });
  const byLanguage = Object.fromEntries(words.map(one => [one.language, one])) as Record<Language, Words>;
  return language => byLanguage[language];
}

/** Texts in which nothing is put: most of a page, and i18next would look for values in each of them each time. */
function fixedTexts(rooms: Resource[string]): Map<string, string> {
  const fixed = new Map<string, string>();
  const walk = (key: string, value: unknown): void => {
    if (typeof value === 'object' && value) {
      for (const [name, inner] of Object.entries(value)) walk(`${key}.${name}`, inner);
    } else if (typeof value === 'string' && !/\{\{|\$t\(/.test(value)) fixed.set(key, value);
  };
  for (const [room, words] of Object.entries(rooms)) {
    for (const [name, value] of Object.entries(words)) walk(`${room}:${name}`, value);
  }
  return fixed;
}

function openWords(resources: Resource, escapeValue: boolean) {
  const instance = createInstance();
  instance.init({
    resources,
    lng: LANGUAGES[0],
    initAsync: false,
    // As the views escape what they show.
    interpolation: { escapeValue, escape: Handlebars.escapeExpression },
    appendNamespaceToMissingKey: true,
    parseMissingKeyHandler(key) {
      throw new Error(`No words for ${key}`);
    },
  });
  return instance;
}

/** Values stay values, whatever they are called: none of them is an option of i18next. */
const optionsFor = (values: Values = {}) => ({
  replace: values,
  ...(typeof values.count === 'number' ? { count: values.count } : {}),
});

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
