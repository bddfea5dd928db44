import type { FieldError, FormBody } from '../../web/form.ts';
import { Problem } from '../../web/problem.ts';

/** What the buttons of every list ask for. */
export type Step = 'add' | 'save' | 'up' | 'down' | 'remove';

/** Each step, with the words for the page that comes next. */
export const STEPS: ReadonlyMap<Step, string> = new Map([
  ['add', 'Added.'],
  ['save', 'Saved.'],
  ['up', 'Moved up.'],
  ['down', 'Moved down.'],
  ['remove', 'Removed.'],
]);

/** Those that keep the words of the form: whoever changes them and moves it means both. */
export const SAVES: ReadonlySet<string> = new Set<Step>(['save', 'up', 'down']);

/** Somebody took out meanwhile what a step is about. */
export const NOT_LISTED: FieldError = { field: 'list', message: 'It is not in the list any more' };

/** @throws Problem 400 where no button asks for that */
export function readStep<S extends string>(steps: ReadonlyMap<S, string>, { step }: FormBody): S {
  const asked = [...steps.keys()].find(name => name === step);
  if (!asked) throw new Problem(400, 'damaged');
  return asked;
}
