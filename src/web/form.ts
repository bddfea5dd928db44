import type { z } from 'zod';

/** A form as the body parser hands it over. */
export type FormBody = Record<string, unknown>;

/** What is wrong with a field, in words for the person who filled it in. */
export type FieldError = { field: string; message: string };

/** @returns one error a field, in the order of the rules; fields by the form's names */
export function errorsOf(result: z.ZodSafeParseResult<unknown>): FieldError[] {
  const first = new Map<string, string>();
  for (const { path, message } of result.error?.issues ?? []) {
    // The form's names are in snake case: share_story.
    const field = String(path[0]).replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
    if (!first.has(field)) first.set(field, message);
  }
  return [...first].map(([field, message]) => ({ field, message }));
}

/** One line: what could break a mail's header or turn the reading direction becomes a blank. */
export function readLine(value: unknown): string {
  return firstOf(value)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Many lines, as typed: only control characters go. */
export function readText(value: unknown): string {
  return firstOf(value)
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .trim();
}

/** A row's id, as far as every database counts; undefined: it is none. */
export function readId(value: unknown): number | undefined {
  const typed = readLine(value);
  return /^\d{1,9}$/.test(typed) ? Number(typed) : undefined;
}

/** The values of a field that repeats, cleaned, each once. */
export function readChoices(value: unknown): string[] {
  return [...new Set([value].flat().map(readLine))].filter(Boolean);
}

/** A field that a browser sends once; whoever sends it twice is heard once. */
function firstOf(value: unknown): string {
  const [first] = [value].flat();
  return typeof first === 'string' ? first : '';
}
