/** What opening looks at. Lists hold what is offered, without what is retired. */
export type BeforeOpening = {
  name: string;
  promoter: string;
  summary: string;
  background: string;
  asks: { key: string; title: string }[];
  experiences: { key: string; title: string }[];
  /** The letter's newest published version; null: there is none. */
  letter: { body: string } | null;
  /** What is wrong with its words, one sentence each. */
  letterProblems: string[];
};

const TEXTS = {
  name: 'Give the campaign a name',
  promoter: 'Say who is behind the campaign',
  summary: 'Write the summary',
  background: 'Write why it matters',
} as const;
type Text = keyof typeof TEXTS;

/** Something that is missing, in one sentence, and where it is mended: in a text, among the asks, in the letter. */
export type Missing = { words: string; at: Text | 'asks' | 'letter' };

/** What a campaign still lacks before supporters can write; nothing: it may open. */
export function whatIsMissing(campaign: BeforeOpening): Missing[] {
  const { asks, experiences, letter, letterProblems } = campaign;
  const empty = (Object.keys(TEXTS) as Text[]).filter(field => campaign[field] === '');
  const unnamed = letter
    ? [
        ...asks.filter(({ key }) => !namesField(letter.body, `asks.${key}`)),
        ...experiences.filter(({ key }) => !namesField(letter.body, `experiences.${key}`)),
      ]
    : [];
  const inLetter = [
    ...(letter ? [] : ['Write the letter and publish it']),
    ...letterProblems.map(problem => `Mend the letter: ${problem}`),
    ...unnamed.map(({ title }) => `Write the letter’s paragraph for “${title}”, and publish it`),
  ];
  return [
    ...empty.map(field => ({ words: TEXTS[field], at: field })),
    ...(asks.length === 0 ? [{ words: 'Add at least one ask', at: 'asks' as const }] : []),
    ...inLetter.map(words => ({ words, at: 'letter' as const })),
  ];
}

/** Whether a template's words hold the field: as a value, or as a block's condition. */
export function namesField(template: string, field: string): boolean {
  return [...template.matchAll(/\{\{[^{}]*\}\}/g)].some(([tag]) => tag.split(/[^\w.-]+/).includes(field));
}
