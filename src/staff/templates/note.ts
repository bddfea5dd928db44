import { z } from 'zod';
import { errorsOf, type FieldError } from '../../web/form.ts';

const rules = z.object({
  note: z
    .string()
    .min(1, 'Say in a few words what changed, for whoever reads the history')
    .max(200, 'Shorten the note to 200 characters'),
});

/** What is wrong with the words that go into the history. */
export function noteErrors(note: string): FieldError[] {
  return errorsOf(rules.safeParse({ note }));
}
