import type { LetterFields } from '../../campaigns/letter-template.ts';
import type { GuideEntry } from '../../letters/letter-field-guide.ts';

/**
 * What to type for a name, and what then stands in the letter.
 *
 * @param fields those of any letter: the example is taken from it
 */
export function exampleOf({ name, kind }: GuideEntry, fields: LetterFields) {
  if (kind === 'choice') return { typed: `{{#if ${name}}}\n\n{{/if}}`, shown: `{{#if ${name}}} … {{/if}}` };
  const value = name
    .split('.')
    .reduce<LetterFields[string] | undefined>(
      (found, part) => (typeof found === 'object' ? found[part] : undefined),
      fields,
    );
  return { typed: `{{${name}}}`, shown: `{{${name}}}`, example: String(value) };
}
