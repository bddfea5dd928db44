import { londonTime } from '../clock.ts';
import type { ConsentModel } from '../db/generated/models.ts';
import type { Words } from '../languages/words.ts';

/** What somebody sees of what is held about them, on a page and as a copy of their own. */
export type OwnData = {
  title: string;
  standing: string;
  times: { words: string; at: Date }[];
  facts: { label: string; value: string }[];
  consents: ReturnType<typeof consentsInView>;
  text: { subject: string; body: string } | null;
};

/** What happened, in its order. @param times what has not happened is left out */
export const timesInView = (times: [words: string, at: Date | null][]): OwnData['times'] =>
  times.flatMap(([words, at]) => (at ? [{ words, at }] : [])).sort((a, b) => +a.at - +b.at);

/** What is held, by what it is. @param facts what is empty is left out */
export const factsInView = (facts: [label: string, value: string | null | undefined][]): OwnData['facts'] =>
  facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));

/**
 * Consents as given, with what taking each back does.
 *
 * @param unsent a letter is to leave with the story, and has not left
 */
export function consentsInView(consents: ConsentModel[], words: Words, unsent: boolean) {
  return consents.map(({ id, kind, wording, wordingVersion, language, givenAt, withdrawnAt }) => {
    const times = { at: timeIn(words, givenAt), withdrawnAt: withdrawnAt && timeIn(words, withdrawnAt) };
    const follows = kind === 'story' && unsent ? 'storyUnsent' : kind;
    return {
      id,
      wording,
      wordingVersion,
      language,
      withdrawn: withdrawnAt !== null,
      when: words.text(`letters:mine.${withdrawnAt ? 'givenAndWithdrawn' : 'given'}`, times),
      follows: words.text(`letters:mine.follows.${follows}`),
    };
  });
}

/** All of it as plain text. */
export function copyOf(
  { title, standing, times, facts, consents, text }: OwnData,
  words: Words,
  now: Date,
): string {
  const mine = (key: string, values?: Record<string, unknown>) => words.text(`letters:mine.${key}`, values);
  const part = (heading: string, lines: string[]) =>
    lines.length > 0 ? [heading, '-'.repeat(heading.length), ...lines, ''] : [];
  return [
    title,
    mine('copyMade', { at: timeIn(words, now) }),
    '',
    standing,
    '',
    ...part(
      mine('when'),
      times.map(({ words: what, at }) => mine('time', { what, at: timeIn(words, at) })),
    ),
    ...part(
      mine('hold'),
      facts.map(({ label, value }) => `${label}: ${value}`),
    ),
    ...part(
      mine('agreed'),
      consents.map(({ wording, when }) => `“${wording}” ${when}`),
    ),
    ...(text ? part(mine('wrote'), [text.subject, '', text.body]) : []),
  ].join('\n');
}

const timeIn = (words: Words, at: Date) => londonTime(at, words.language);
