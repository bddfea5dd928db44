import { parseCookie } from 'cookie';
import type { CookieOptions, RequestHandler, Response } from 'express';
import { DAY } from '../clock.ts';
import { type Language, languageOf, OWN_NAMES, otherThan } from './language.ts';
import type { Dictionary, Words } from './words.ts';

/**
 * Finds the language that a page is asked for in: by `?lang=cy` in its address, which is kept in a cookie,
 * else by that cookie, else English. A page that belongs to a letter may prefer the letter's own.
 */
export function chooseLanguage(dictionary: Dictionary, baseUrl: URL): RequestHandler {
  const secure = baseUrl.protocol === 'https:';
  const name = secure ? '__Host-language' : 'language';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: 365 * DAY };
  return (req, res, next) => {
    const asked = languageOf(req.query.lang);
    const kept = languageOf(parseCookie(req.get('Cookie') ?? '')[name]);
    if (asked) res.cookie(name, asked, options);
    res.vary('Cookie');
    res.locals.dictionary = dictionary;
    res.locals.chosenLanguage = asked ?? kept;
    speak(res, asked ?? kept ?? 'en');
    next();
  };
}

/** The same for a page inside another site's frame, where no cookie is read or set: by the address alone. */
export function askedLanguage(dictionary: Dictionary): RequestHandler {
  return (req, res, next) => {
    res.locals.dictionary = dictionary;
    res.locals.chosenLanguage = languageOf(req.query.lang);
    speak(res, res.locals.chosenLanguage ?? 'en');
    next();
  };
}

/** Speaks a language, whatever was chosen. */
export function speak(res: Response, language: Language): void {
  const dictionary: Dictionary = res.locals.dictionary;
  const other = otherThan(language);
  res.locals.language = language;
  res.locals.pageWords = dictionary(language);
  res.locals.otherLanguage = {
    language: other,
    name: OWN_NAMES[other],
    address: inLanguage(res.req.originalUrl, other),
  };
  // Whoever has chosen nothing, and reads a campaign that speaks Welsh, goes on in it.
  res.locals.carried = res.locals.chosenLanguage || language === 'en' ? '' : `?lang=${language}`;
}

/** Speaks the language of a letter, or of a campaign, to whoever has chosen none. */
export function preferLanguage(res: Response, language: string): void {
  speak(res, res.locals.chosenLanguage ?? languageOf(language) ?? 'en');
}

/** Whether the page speaks already: what fails before that has no words. */
export const hasWords = (res: Response): boolean => res.locals.pageWords !== undefined;

/** The words that this page speaks in. */
export const wordsOf = (res: Response): Words => res.locals.pageWords;

/** For a text's `lang`: the language that it is in; null where that is the page's own. */
export const textLanguageOf = (res: Response, language: string): string | null =>
  language === wordsOf(res).language ? null : language;

/** The same page in another language, as a link on it: without the path, which a visitor can make look like a host. */
function inLanguage(address: string, language: Language): string {
  const [, asked] = /\?(.*)/s.exec(address) ?? [];
  // As nearly every page is asked for, and much quicker.
  if (!asked) return `?lang=${language}`;
  const query = new URLSearchParams(asked);
  query.set('lang', language);
  return `?${query}`;
}
