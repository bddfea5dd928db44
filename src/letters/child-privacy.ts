import { DAY } from '../clock.ts';
import {
  BIRTH,
  DATES,
  FIGURES,
  HAPPENED,
  NAMES,
  NHS_NUMBERS,
  NOT_IN_NAMES,
  NOT_IN_SCHOOLS,
  PHONES,
  SCHOOLS,
} from './child-privacy-patterns.ts';

type DetailKind = 'name' | 'birth' | 'school' | 'nhs' | 'phone';

/** What may tell a stranger which child a letter is about. It is shown to the writer, and never kept. */
export type ChildDetail = {
  kind: DetailKind;
  /** As it stands in the letter, on one line. */
  text: string;
  /** The sentence around it, shortened where it is long. */
  sentence: string;
  /** "my son", where the letter calls the child so. */
  child?: string;
};

/** Whose names are no child's; when the letter is written. */
type Known = { writer: string; mp: string; now: Date };

/** More of them tell nobody more. */
const MOST = 12;

type Found = { kind: DetailKind; at: number; text: string; child?: string | undefined };

/**
 * Likely details of a child in a letter, in the order of the text, each once: a full name beside a word for a
 * child or an age, a date of birth, the name of a school, a valid NHS number, a telephone number. A first
 * name alone is none, nor is a day on which something happened, nor "primary school".
 */
export function findChildDetails(body: string, known: Known): ChildDetail[] {
  const found = [
    ...schoolsIn(body),
    ...namesIn(body, known),
    ...birthsIn(body, known.now),
    ...phonesIn(body),
    ...nhsNumbersIn(body),
  ];
  const details = new Map<string, ChildDetail>();
  let end = 0;
  for (const { kind, at, text, child } of found.sort((a, b) => a.at - b.at)) {
    // Of two that overlap, the first counts.
    if (at < end) continue;
    end = at + text.length;
    const detail = { kind, text: oneLine(text), sentence: sentenceAt(body, at, end) };
    if (details.size < MOST && !details.has(markOf(detail))) {
      details.set(markOf(detail), child ? { ...detail, child: oneLine(child) } : detail);
    }
  }
  return [...details.values()];
}

/** The same for the same detail of the same letter: what its writer has seen already. */
export const markOf = ({ kind, text }: Pick<ChildDetail, 'kind' | 'text'>) => `${kind} ${text}`;

const matches = (text: string, patterns: readonly RegExp[]) =>
  patterns.flatMap(pattern => [...text.matchAll(pattern)]);

function namesIn(body: string, { writer, mp }: Known): Found[] {
  const others = [writer, mp].map(foldWords);
  return matches(body, NAMES).flatMap(({ 0: whole, index, groups }) => {
    const words = (groups?.name ?? '').split(' ');
    // "Oliver Hartley In": a capital that begins something else ends the name.
    const end = words.findIndex(word => NOT_IN_NAMES.has(foldWords(word)));
    const text = words.slice(0, end < 0 ? undefined : end).join(' ');
    if (!text.includes(' ') || others.includes(foldWords(text))) return [];
    return { kind: 'name', at: index + whole.indexOf(groups?.name ?? ''), text, child: groups?.child };
  });
}

function schoolsIn(body: string): Found[] {
  return matches(body, SCHOOLS).flatMap(({ index, groups }) => {
    const words = (groups?.school ?? '').split(' ');
    // "At Oakfield Academy": what comes first may only begin the sentence.
    const first = words[0] === 'Ysgol' ? 0 : words.findIndex(word => !NOT_IN_SCHOOLS.has(foldWords(word)));
    const named = words.slice(Math.max(first, 0));
    if (!named.some(word => isCapital(word) && !NOT_IN_SCHOOLS.has(foldWords(word)))) return [];
    const text = named.join(' ');
    const skipped = words.slice(0, first).reduce((length, word) => length + word.length + 1, 0);
    const at = index + skipped;
    if (/(?:^|[^\p{L}])an? $/iu.test(body.slice(Math.max(0, at - 4), at))) return [];
    return { kind: 'school', at, text };
  });
}

const YOUNGEST = 4;
const OLDEST = 25;

function birthsIn(body: string, now: Date): Found[] {
  return matches(body, DATES)
    .filter(({ 0: text, index }) => {
      if (BIRTH.test(sentenceAt(body, index, index + text.length))) return true;
      return isAge(text, now) && !HAPPENED.test(body.slice(Math.max(0, index - 12), index));
    })
    .map(({ 0: text, index }) => ({ kind: 'birth', at: index, text }));
}

/** A day in figures on which somebody of school age can have been born. */
function isAge(text: string, now: Date): boolean {
  const [, day, month, year] = (FIGURES.exec(text) ?? []).map(Number);
  if (!day || !month || !year || day > 31 || month > 12) return false;
  const years = (now.getTime() - Date.UTC(year, month - 1, day)) / (365.25 * DAY);
  return years >= YOUNGEST && years <= OLDEST;
}

function phonesIn(body: string): Found[] {
  return matches(body, PHONES)
    .filter(({ 0: text }) => {
      const national = text.replace(/\D/g, '').replace(/^(?:0044|44)0?/, '0');
      return national.length === 10 || national.length === 11;
    })
    .map(({ 0: text, index }) => ({ kind: 'phone', at: index, text }));
}

function nhsNumbersIn(body: string): Found[] {
  return matches(body, NHS_NUMBERS)
    .filter(({ 0: text }) => isNhsNumber(text.replace(/\D/g, '')))
    .map(({ 0: text, index }) => ({ kind: 'nhs', at: index, text }));
}

/** Its last digit is made from the others, modulo 11; a number that would need a 10 is never given out. */
function isNhsNumber(digits: string): boolean {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]) && !/^(\d)\1*$/.test(digits);
}

/** Most of a sentence that is quoted to each side, characters. */
const QUOTED = 120;

function sentenceAt(body: string, start: number, end: number): string {
  const before = body.slice(Math.max(0, start - QUOTED), start);
  const behind = body.slice(end, end + QUOTED);
  const begins = [...before.matchAll(/[.!?…]["”’']?\s|\n/g)].at(-1);
  const ends = /[.!?…](?=["”’']?(?:\s|$))|\n/.exec(behind);
  const from = begins ? before.slice(begins.index + begins[0].length) : cut(before, start > QUOTED, 'before');
  const to = ends ? behind.slice(0, ends.index + 1) : cut(behind, end + QUOTED < body.length, 'behind');
  return oneLine(`${from}${body.slice(start, end)}${to}`);
}

/** At a blank, not within a word. */
function cut(text: string, longer: boolean, side: 'before' | 'behind'): string {
  if (!longer) return text;
  return side === 'before'
    ? `… ${text.slice(text.indexOf(' ') + 1)}`
    : `${text.slice(0, text.lastIndexOf(' '))} …`;
}

const isCapital = (word: string) => /^\p{Lu}/u.test(word);
const oneLine = (text: string) => text.replace(/\s{1,200}/g, ' ').trim();
const foldWords = (text: string) => text.toLowerCase().replace(/[’'.]/g, '').trim();
