import { type FormBody, readText } from '../web/form.ts';

/** Fields whose words are shown to nobody, whatever becomes of their form. */
const SECRET: ReadonlySet<string> = new Set(['password', 'again', 'current', 'code', 'secret']);

/**
 * What somebody typed into a form of the staff area, for the page that says why it could not be taken: on the way
 * back a browser asks for the form anew, and the words would be gone. One word alone is quickly typed again.
 */
export function typedTexts(body: FormBody | undefined): string[] {
  return Object.entries(body ?? {})
    .filter(([field]) => !SECRET.has(field))
    .map(([, value]) => readText(value))
    .filter(text => /\s/.test(text));
}
