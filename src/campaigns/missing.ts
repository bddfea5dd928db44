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

/** What a campaign still lacks before supporters can write: one sentence each; none: it may open. */
export function whatIsMissing(campaign: BeforeOpening): string[] {
  const { asks, experiences, letter, letterProblems } = campaign;
  const texts = {
    name: 'Give the campaign a name',
    promoter: 'Say who is behind the campaign',
    summary: 'Write the summary',
    background: 'Write why it matters',
  } as const;
  const empty = (Object.keys(texts) as (keyof typeof texts)[]).filter(field => campaign[field] === '');
  const unnamed = letter
    ? [
        ...asks.filter(({ key }) => !namesField(letter.body, `asks.${key}`)),
        ...experiences.filter(({ key }) => !namesField(letter.body, `experiences.${key}`)),
      ]
    : [];
  return [
    ...empty.map(field => texts[field]),
    ...(asks.length === 0 ? ['Add at least one ask'] : []),
    ...(letter ? [] : ['Write the letter and publish it']),
    ...letterProblems.map(problem => `Mend the letter: ${problem}`),
    ...unnamed.map(({ title }) => `Write the letter’s paragraph for “${title}”, and publish it`),
  ];
}

/** Whether a template's words hold the field: as a value, or as a block's condition. */
export function namesField(template: string, field: string): boolean {
  return [...template.matchAll(/\{\{[^{}]*\}\}/g)].some(([tag]) => tag.split(/[^\w.-]+/).includes(field));
}
