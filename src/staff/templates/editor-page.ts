import type { Response } from 'express';
import { revisionOf, type TemplateDesk } from '../../campaigns/template-store.ts';
import { DEFAULT, type TemplateWords, variantsInOrder } from '../../campaigns/variants.ts';
import { letterFieldGuide } from '../../letters/letter-field-guide.ts';
import { sampleLetters } from '../../letters/sample-letters.ts';
import { type FieldError, type FormBody, readLine } from '../../web/form.ts';
import { notFound } from '../../web/problem.ts';
import type { StaffParts } from '../parts.ts';
import { newestWords, problemsOf, shownProblems, TEMPLATES_PATH, variantViews } from './desk.ts';
import { differences } from './differences.ts';
import { ruleBoxes } from './editor-form.ts';
import { exampleOf } from './example.ts';
import { PERSONAS, personaFor } from './personas.ts';
import { previewOf, type Reader } from './preview.ts';

type EditorPage = {
  words: TemplateWords;
  /** Key of the variant whose texts are in the form. */
  variant: string;
  reader: Reader;
  /** The revision that the writer began from; the newest, if it is not given. */
  seen?: string;
  /** Whether saving is to replace somebody else's text. */
  overwrites?: boolean;
  /** What was typed as the name of a new variant. */
  newName?: string;
  errors?: FieldError[];
  /** What was done just before, as the address says it. */
  done?: string;
};

/** What the editor says of a step that is done, by the address's `done`: where there is a draft, and where there is none. */
const DONE_IN_DRAFT = new Map([
  ['saved', 'The draft is saved.'],
  ['added', 'The variant is in the draft.'],
  ['moved', 'The order is changed, in the draft.'],
  ['removed', 'The variant is no longer in the draft.'],
]);
const DONE_WITHOUT_DRAFT = new Map([['discarded', 'The draft is thrown away.']]);

/** Whose letter is shown, as a form or an address says. */
export function readerIn(form: FormBody, words: TemplateWords, variant: string): Reader {
  const shown = Math.min(Math.max(1, Math.trunc(Number(readLine(form.letter))) || 1), 9999);
  const number = readLine(form.another) ? shown + 1 : shown;
  return { persona: personaFor(readLine(form.persona), words, variant), number };
}

/** Shows the editor with those words in it. @throws Problem where they have no such variant */
export async function showEditor(
  parts: Pick<StaffParts, 'db' | 'clock'>,
  res: Response,
  desk: TemplateDesk,
  page: EditorPage,
): Promise<void> {
  const { words, overwrites, reader } = page;
  const { campaign, published, draft } = desk;
  const text = variantsInOrder(words).find(({ key }) => key === page.variant);
  if (!text) throw notFound();
  const theirs = newestWords(desk);
  const fields = sampleLetters(campaign, parts.clock())[0]?.fields.en ?? {};
  res.render('staff/templates/editor', {
    title: `Letter of “${campaign.name}”`,
    campaign,
    published,
    draft,
    text,
    isDefault: text.key === DEFAULT.key,
    isOnly: words.variants.length === 0,
    variants: variantViews(words, text.key),
    rule: ruleBoxes(text.rule),
    revision: page.seen || revisionOf(desk),
    newName: page.newName,
    errors: page.errors,
    done: (draft ? DONE_IN_DRAFT : DONE_WITHOUT_DRAFT).get(page.done ?? ''),
    conflict: overwrites && {
      who: draft ? draft.savedBy : published?.publishedBy,
      at: draft ? draft.savedAt : published?.createdAt,
      theirs: variantsInOrder(theirs).find(({ key }) => key === text.key),
      changes: differences(theirs, words),
    },
    guide: letterFieldGuide(campaign).map(({ title, entries }) => ({
      title,
      entries: entries.map(entry => ({ ...entry, ...exampleOf(entry, fields) })),
    })),
    personas: PERSONAS.map(({ key, title }) => ({ key, title, chosen: key === reader.persona.key })),
    ...(await checkedLetter(parts, desk, page)),
  });
}

/** What is wrong with the words, and the letter that somebody would get. */
export async function checkedLetter(
  { db, clock }: Pick<StaffParts, 'db' | 'clock'>,
  { campaign }: TemplateDesk,
  { words, variant, reader }: Pick<EditorPage, 'words' | 'variant' | 'reader'>,
  isGone?: () => boolean,
) {
  const path = `${TEMPLATES_PATH}/${campaign.slug}`;
  return {
    path,
    letterNumber: reader.number,
    editing: true,
    ...shownProblems(await problemsOf(words, campaign, clock(), isGone), words, { path, variant }),
    preview: await previewOf(db, words, campaign, reader, clock()),
  };
}
