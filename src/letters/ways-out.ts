import type { Letter } from './letter.ts';

/**
 * How a supporter takes a letter out to send it themselves, as stored. None of them says that it was sent:
 * that is known to the supporter alone, and such a letter is counted apart.
 */
export const WAYS_OUT = {
  own_mail: 'Opened for their own mail program',
  copied: 'Opened to be copied',
  printed: 'Opened to be printed',
  text_file: 'Downloaded as text',
  word_file: 'Downloaded for Word',
} as const;
export type WayOut = keyof typeof WAYS_OUT;

export const isWayOut = (text: string): text is WayOut => Object.hasOwn(WAYS_OUT, text);

/** A letter that its writer sends, or one that came back: its text is the writer's, as long as it is kept. */
export function canTakeOut({ state, way, body }: Pick<Letter, 'state' | 'way' | 'body'>): boolean {
  const theirs = state === 'failed' || state === 'bounced' || (state === 'confirmed' && way === 'own_means');
  return theirs && Boolean(body);
}

/** Longer addresses are cut by some mail programs and browsers. Characters, as encoded. */
const LONGEST_MAILTO = 1_800;

/**
 * A link that opens the supporter's mail program.
 *
 * @returns `whole`: the letter stands in it; otherwise it is to be pasted
 */
export function mailtoLink(letter: { address: string; subject: string; body: string }): {
  href: string;
  whole: boolean;
} {
  const to = `mailto:${encodeURIComponent(letter.address).replace('%40', '@')}`;
  const subject = `?subject=${encodeURIComponent(letter.subject)}`;
  const whole = `${to}${subject}&body=${encodeURIComponent(letter.body.replace(/\n/g, '\r\n'))}`;
  if (whole.length < LONGEST_MAILTO) return { href: whole, whole: true };
  const named = `${to}${subject}`;
  return { href: named.length < LONGEST_MAILTO ? named : to, whole: false };
}

/** A letter as it lies on paper. */
export type Sheet = { sender: string[]; paragraphs: string[] };

/**
 * The sender's address goes to the top, where a letter on paper has it, if it stands at the end of the text.
 * An address that its writer took out is put in nowhere.
 */
export function sheetOf(
  body: string,
  { address1, address2, town, postcode }: Pick<Letter, 'address1' | 'address2' | 'town' | 'postcode'>,
): Sheet {
  const sender = [address1, address2, town, postcode].filter(Boolean);
  const ending = `\n${sender.join('\n')}`;
  const moved = sender.length > 0 && body.endsWith(ending);
  const text = moved ? body.slice(0, -ending.length).trimEnd() : body;
  return { sender: moved ? sender : [], paragraphs: text.split(/\n\s*\n/).filter(Boolean) };
}

/** "letter-to-claire-young-mp.txt": the MP's name, and nobody else's. */
export function fileNameOf(mpName: string, ending: 'txt' | 'docx'): string {
  const name = mpName
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `letter-to-${name || 'my-mp'}.${ending}`;
}
