import { type Choices, RELATIONSHIPS } from './letter.ts';

/** A name that a letter template can use, for the person who writes it. */
export type GuideEntry = {
  /** By full name: "mp.name". */
  name: string;
  meaning: string;
  /** Text goes into the letter; a choice decides what goes in. */
  kind: 'text' | 'choice';
};

const text = (name: string, meaning: string): GuideEntry => ({ name, meaning, kind: 'text' });
const choice = (name: string, meaning: string): GuideEntry => ({ name, meaning, kind: 'choice' });

/** Everything that letterFields gives, in words, in the groups in which it is shown. */
export function letterFieldGuide({
  asks,
  experiences,
}: {
  [kind in keyof Choices]: { key: string; title: string }[];
}): { title: string; entries: GuideEntry[] }[] {
  return [
    {
      title: 'About the supporter',
      entries: [
        text('story', 'Their story, in their own words. It may be empty'),
        text('name', 'Their full name'),
        text('address', 'Their address, on as many lines as it has'),
        text('postcode', 'Their postcode'),
        text('date', 'The day on which the letter is written'),
      ],
    },
    {
      title: 'About the MP',
      entries: [
        text('mp.name', 'The MP as on an envelope'),
        text('mp.salutation', 'How the letter begins, without the comma'),
        text('mp.constituency', 'The constituency'),
        choice('mp.presides', 'The MP is the Speaker or a Deputy Speaker'),
        choice('mp.minister', 'The MP is a minister'),
        choice('mp.abstains', 'The MP does not take their seat in the Commons'),
      ],
    },
    {
      title: 'Who writes',
      entries: [
        ...RELATIONSHIPS.map(({ key, title }) => choice(`relationship.${key}`, title)),
        choice('crossBorder', 'They live outside England, and the child goes to school in England'),
      ],
    },
    { title: 'What is asked', entries: asks.map(({ key, title }) => choice(`asks.${key}`, title)) },
    {
      title: 'What they have lived through',
      entries: experiences.map(({ key, title }) => choice(`experiences.${key}`, title)),
    },
  ];
}
