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
  /** A text that takes no values, or undefined. */
  fixed(key: string): string | undefined;
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
    const plainTexts = readyTexts(resources[language] ?? {});
    return {
      language,
      text: (key, values) =>
        fill(plainTexts.get(key), values, String) ?? String(text(key, optionsFor(values))),
      html: (key, values) =>
        fill(plainTexts.get(key), values, escaped) ?? String(html(key, optionsFor(values))),
      fixed: key => {
        const pieces = plainTexts.get(key);
        return pieces?.length === 1 ? pieces[0] : undefined;
      },
    };
  });
  const byLanguage = Object.fromEntries(words.map(one => [one.language, one])) as Record<Language, Words>;
  return language => byLanguage[language];
}

/**
 * Texts into which values are put as they are, or none: most of a page. i18next would read each of them each time.
 *
 * @returns by key, its pieces: text, the name of a value, text, …
 */
function readyTexts(rooms: Resource[string]): Map<string, string[]> {
  const ready = new Map<string, string[]>();
  const walk = (key: string, value: unknown): void => {
    if (typeof value === 'object' && value) {
      for (const [name, inner] of Object.entries(value)) walk(`${key}.${name}`, inner);
    } else if (typeof value === 'string') {
      const pieces = value.split(/\{\{(\w+)\}\}/);
      if (!pieces.some(piece => /\{\{|\$t\(/.test(piece))) ready.set(key, pieces);
    }
  };
  for (const [room, words] of Object.entries(rooms)) {
    for (const [name, value] of Object.entries(words)) walk(`${room}:${name}`, value);
  }
  return ready;
}

/** @returns undefined where i18next is to say it: numbers have forms of their own, and what is missing is its to tell */
function fill(
  pieces: string[] | undefined,
  values: Values | undefined,
  shown: (value: unknown) => string,
): string | undefined {
  if (pieces?.length === 1) return pieces[0];
  if (!pieces || !values || typeof values.count === 'number') return undefined;
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    if (i % 2 === 0) text += piece;
    else if (values[piece] === undefined || values[piece] === null) return undefined;
    else text += shown(values[piece]);
  }
  return text;
}

function openWords(resources: Resource, escapeValue: boolean) {
  const instance = createInstance();
  instance.init({
    resources,
    lng: LANGUAGES[0],
    initAsync: false,
    // As the views escape what they show.
    interpolation: { escapeValue, escape: escaped },
    appendNamespaceToMissingKey: true,
    parseMissingKeyHandler(key) {
      throw new Error(`No words for ${key}`);
    },
  });
  return instance;
}

/** As the views do: a piece of a page that is made already stays as it is. */
const escaped = (value: unknown) => Handlebars.escapeExpression(value as string);

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
