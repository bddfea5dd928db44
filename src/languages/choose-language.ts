import { parseCookie } from 'cookie';
import type { CookieOptions, RequestHandler, Response } from 'express';
import { DAY } from '../clock.ts';
import { type Language, languageOf, OWN_NAMES, otherThan } from './language.ts';
import type { Dictionary, Words } from './words.ts';

const COOKIE = 'language';

/**
 * Finds the language that a page is asked for in: by `?lang=cy` in its address, which is kept in a cookie,
 * else by that cookie, else English. A page that belongs to a letter may prefer the letter's own.
 */
export function chooseLanguage(dictionary: Dictionary, baseUrl: URL): RequestHandler {
  const secure = baseUrl.protocol === 'https:';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: 365 * DAY };
  return (req, res, next) => {
    const asked = languageOf(req.query.lang);
    const kept = languageOf(parseCookie(req.get('Cookie') ?? '')[COOKIE]);
    if (asked) res.cookie(COOKIE, asked, options);
    res.vary('Cookie');
    res.locals.dictionary = dictionary;
    res.locals.chosenLanguage = asked ?? kept;
    res.locals.address = req.originalUrl;
    speak(res, asked ?? kept ?? 'en');
    next();
  };
}

/** Speaks a language, whatever was chosen. */
export function speak(res: Response, language: Language): void {
  const dictionary: Dictionary = res.locals.dictionary;
  const other = otherThan(language);
  res.locals.language = language;
  res.locals.words = dictionary(language);
  res.locals.otherLanguage = {
    language: other,
    name: OWN_NAMES[other],
    address: inLanguage(res.locals.address, other),
  };
}

/** Speaks a letter's language to whoever comes by a link and has chosen none. */
export function preferLanguage(res: Response, language: string): void {
  speak(res, res.locals.chosenLanguage ?? languageOf(language) ?? 'en');
}

/** The words that this page speaks in. */
export const wordsOf = (res: Response): Words => res.locals.words;

/** The same page in another language, as a link on it: without the path, which a visitor can make look like a host. */
function inLanguage(address: string, language: Language): string {
  const query = new URLSearchParams(address.split('?')[1]);
  query.set('lang', language);
  return `?${query}`;
}
