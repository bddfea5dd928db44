import type { LetterTemplate } from '../../campaigns/letter-template.ts';
import { type TemplateWords, textIn, variantsInOrder } from '../../campaigns/variants.ts';
import { ruleInWords } from '../../letters/letter-traits.ts';

/**
 * A line as it was in both texts, was added, was removed; or how many lines are left out, that are the same or that are
 * more than a page shows.
 */
type Difference =
  | { kind: 'same' | 'added' | 'removed'; text: string }
  | { kind: 'skipped' | 'more'; count: number };

type Line = Extract<Difference, { text: string }>;

/** Lines that are the same, shown before and after one that is not. */
const CONTEXT = 2;

/**
 * How much a comparison may take: cells of the tables of common lines, for all its texts together, which is less than a
 * tenth of a second. What is beyond it counts as rewritten from end to end.
 */
const LARGEST = 2_000_000;

/** Lines that a page shows of a comparison: a page of more takes seconds to make, and nobody reads it. */
const MOST_SHOWN = 5_000;

type Room = { cells: number; lines: number };

const wholeRoom = (): Room => ({ cells: LARGEST, lines: MOST_SHOWN });

/** Each text in which something changed, and what; the list of variants with their rules is the first of them. */
export function differences(
  older: TemplateWords,
  newer: TemplateWords,
): { title: string; changes: Difference[] }[] {
  const [olderVariants, newerVariants] = [variantsInOrder(older), variantsInOrder(newer)];
  const find = (variants: typeof olderVariants, key: string) => variants.find(one => one.key === key);
  const room = wholeRoom();
  const removed = olderVariants.filter(({ key }) => !find(newerVariants, key));
  const texts = [...newerVariants, ...removed].flatMap(({ key, name }) =>
    (['en', 'cy'] as const).map(language => {
      const [before, after] = [find(olderVariants, key), find(newerVariants, key)].map(
        variant => variant && textIn(variant, language),
      );
      const title = language === 'en' ? name : `${name}, in Welsh`;
      return { title, changes: textDifferences(before ?? null, after ?? null, room) };
    }),
  );
  const outline = changesIn(outlineOf(older), outlineOf(newer), room);
  return [{ title: 'Variants and their rules', changes: outline }, ...texts].filter(
    ({ changes }) => changes.length > 0,
  );
}

/** A line a variant, as they are asked. */
const outlineOf = (words: TemplateWords) =>
  words.variants.map(({ name, rule }) => `${name}: ${ruleInWords(rule) || 'any letter'}`);

/** What changed in one text, line by line, the subject first; null: there is none. Empty: nothing did. */
export function textDifferences(
  older: LetterTemplate | null,
  newer: LetterTemplate | null,
  room = wholeRoom(),
): Difference[] {
  return changesIn(linesOf(older), linesOf(newer), room);
}

function changesIn(older: string[], newer: string[], room: Room): Difference[] {
  const changes = compareLines(older, newer, room);
  return changes.some(({ kind }) => kind !== 'same') ? cut(shortened(changes), room) : [];
}

const linesOf = (text: LetterTemplate | null) =>
  text ? [`Subject: ${text.subject}`, '', ...text.body.trimEnd().split('\n')] : [];

/** Keeps the longest run of lines that both have in common, in their order. */
function compareLines(older: string[], newer: string[], room: Room): Line[] {
  let head = 0;
  while (head < older.length && head < newer.length && older[head] === newer[head]) head++;
  let tail = 0;
  const most = Math.min(older.length, newer.length) - head;
  while (tail < most && older.at(-1 - tail) === newer.at(-1 - tail)) tail++;
  return [
    ...lines('same', older.slice(0, head)),
    ...compareMiddle(older.slice(head, older.length - tail), newer.slice(head, newer.length - tail), room),
    ...lines('same', older.slice(older.length - tail)),
  ];
}

const lines = (kind: Line['kind'], texts: string[]): Line[] => texts.map(text => ({ kind, text }));

function compareMiddle(older: string[], newer: string[], room: Room): Line[] {
  const width = newer.length + 1;
  const cells = (older.length + 1) * width;
  if (cells > room.cells) return [...lines('removed', older), ...lines('added', newer)];
  room.cells -= cells;
  // common[i * width + j]: how many lines the rests from i and from j have in common.
  const common = new Uint32Array(cells);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = older.length - 1; i >= 0; i--) {
    for (let j = newer.length - 1; j >= 0; j--) {
      common[i * width + j] =
        older[i] === newer[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: Line[] = [];
  let [i, j] = [0, 0];
  while (i < older.length && j < newer.length) {
    const text = older[i] ?? '';
    if (text === newer[j]) {
      found.push({ kind: 'same', text });
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) found.push({ kind: 'removed', text: older[i++] ?? '' });
    else found.push({ kind: 'added', text: newer[j++] ?? '' });
  }
  return [...found, ...lines('removed', older.slice(i)), ...lines('added', newer.slice(j))];
}

/** Leaves out what is more than there is room for. */
function cut(all: Difference[], room: Room): Difference[] {
  const shown = all.slice(0, room.lines);
  const count = all.length - shown.length;
  room.lines -= shown.length;
  return count > 0 ? [...shown, { kind: 'more', count }] : shown;
}

/** Leaves out what is the same and far from any change. */
function shortened(all: Line[]): Difference[] {
  const isNear = (index: number) =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same');
  const shown: Difference[] = [];
  for (const [index, line] of all.entries()) {
    const last = shown.at(-1);
    if (isNear(index)) shown.push(line);
    else if (last?.kind === 'skipped') last.count += 1;
    else shown.push({ kind: 'skipped', count: 1 });
  }
  return shown;
}
