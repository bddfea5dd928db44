import type { Response } from 'express';
import { z } from 'zod';
import type { TemplateDesk } from '../../campaigns/template-store.ts';
import { errorsOf, type FieldError } from '../../web/form.ts';
import { sessionOf } from '../guard.ts';
import { STAFF_LIMITS } from '../limits.ts';

const rules = z.object({
  note: z
    .string()
    .min(1, 'Say in a few words what changed, for whoever reads the history')
    .max(STAFF_LIMITS.note, `Shorten the note to ${STAFF_LIMITS.note} characters`),
});

/** What is wrong with the words that go into the history. */
export function noteErrors(note: string): FieldError[] {
  return errorsOf(rules.safeParse({ note }));
}

/** The same button pressed twice: it is published already, with that note. @param seen the version before it */
export function isPublishedAlready(
  { published }: Pick<TemplateDesk, 'published'>,
  seen: number,
  note: string,
  res: Response,
): boolean {
  const { email } = sessionOf(res).account;
  return published?.version === seen + 1 && published.publishedBy === email && published.note === note;
}
