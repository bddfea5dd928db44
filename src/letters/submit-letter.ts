import { isDeepStrictEqual } from 'node:util';
import { IN_ORDER } from '../campaigns/campaign-store.ts';
import { campaignIn } from '../campaigns/campaign-words.ts';
import type { Clock } from '../clock.ts';
import { type Database, ONLY_ID, type Transaction } from '../db/database.ts';
import { queueMail, withdrawConfirmations } from '../delivery/outbox.ts';
import { addressedName, type Member } from '../mps/member.ts';
import type { Place } from '../mps/place.ts';
import { issueConfirmToken } from '../tokens/token.ts';
import { consentsOf } from './consents.ts';
import { openDoor } from './door.ts';
import { type Answers, addresseeOf, type Letter, personKey } from './letter.ts';
import type { LetterText } from './letter-form.ts';
import { type MailParts, mailToSupporter, type Sender, wordsFor } from './letter-mails.ts';
import { afterMove, canMove } from './letter-state.ts';
import { campaignFor, readLetter } from './letter-store.ts';
import { endLinksOfOthers } from './mailed-links.ts';
import { stillAgreed } from './withdraw-consent.ts';

export type SubmitParts = { db: Database; clock: Clock } & MailParts;
type ConfirmParts = Omit<SubmitParts, 'db'>;

/**
 * The supporter hands the letter over: it is kept as it stands, with the MP as named and addressed
 * now, and a mail asks the supporter to confirm. A second click finds that done and changes nothing.
 *
 * @param key of the device that the supporter is at
 * @param checked the letter whose answers were found right, and whose address the mail was counted for: where it has
 *   others by now, nothing is done
 * @param text with how much of it is the supporter’s own, percent, and the story as it stands in it
 */
export function submitLetter(
  parts: SubmitParts,
  checked: Letter,
  key: string,
  seat: { name: string; member: Member },
  text: LetterText & { ownWords: number; story: string },
): Promise<void> {
  const now = parts.clock();
  const { id } = checked;
  return parts.db.write(async tx => {
    const letter = await readLetter(tx, id);
    if (!canMove(letter.state, 'submit') || isRepeated(letter, text) || !isAsChecked(letter, checked)) return;
    const change = {
      ...text,
      state: afterMove(letter.state, 'submit'),
      ...addresseeOf(letter, seat),
      personKey: personKey(letter.campaignId, letter),
      submittedAt: now,
      updatedAt: now,
    };
    await endLinksOfOthers(tx, letter, key);
    await tx.letter.update({ where: { id }, data: change, select: ONLY_ID });
    // Nobody has ticked it again since: the page that confirms asks for it.
    const takenBack = letter.state === 'awaiting_confirmation' ? await stillAgreed(tx, id) : {};
    await tx.consent.deleteMany({ where: { letterId: id, withdrawnAt: null } });
    // Whoever took all of the story out of the letter shares none.
    const agreed = { ...letter, ...takenBack, shareStory: text.story ? letter.shareStory : '' };
    const inForm = wordsFor({ language: letter.formLanguage }, parts);
    // Where the MP is another by now, the page that confirms asks for the consent to send it to them.
    const named = letter.formMpName ?? addressedName(seat.member);
    const campaign = await campaignFor(tx, letter);
    const organisations = await tx.organisation.findMany({ where: { campaignId: campaign.id }, ...IN_ORDER });
    const asStored = { ...campaign, organisations };
    const consents = consentsOf(agreed, campaignIn(asStored, inForm.language), named, inForm);
    await tx.consent.createMany({
      data: consents.map(consent => ({ ...consent, letterId: id, givenAt: now })),
    });
    await askToConfirm(tx, parts, { ...letter, ...change }, campaign);
  });
}

/** What a text was made from, and found right with. */
const MADE_FROM = [
  'relationship',
  'asks',
  'experiences',
  'story',
  'name',
  'email',
  'address1',
  'address2',
  'town',
  'consentStory',
  'shareStory',
  'updates',
  'postcode',
  'constituencyCode',
  'crossBorder',
] as const satisfies (keyof (Answers & Place))[];

/** The form saves while it is typed, in another tab too, and whatever is typed: no name was looked at there. */
const isAsChecked = (letter: Letter, checked: Letter): boolean =>
  MADE_FROM.every(key => isDeepStrictEqual(letter[key], checked[key]));

/** The same letter again, by a double click or a reload. */
export const isRepeated = (letter: Letter, { subject, body }: LetterText) =>
  letter.state === 'awaiting_confirmation' && letter.subject === subject && letter.body === body;

/**
 * Another mail to confirm, where the first did not come; links in earlier ones end.
 *
 * @returns false where the letter does not wait for its confirmation
 */
export async function resendConfirmation(tx: Transaction, parts: ConfirmParts, id: string): Promise<boolean> {
  const letter = await readLetter(tx, id);
  if (!canMove(letter.state, 'confirm')) return false;
  // Its link holds for 7 days from now, and so does the letter.
  await tx.letter.update({ where: { id }, data: { updatedAt: parts.clock() } });
  await askToConfirm(tx, parts, letter, await campaignFor(tx, letter));
  return true;
}

/** Takes a letter that waits for its confirmation back to the supporter's desk. */
export function reviseLetter({ db, clock }: Pick<SubmitParts, 'db' | 'clock'>, id: string): Promise<void> {
  return db.write(async tx => {
    const letter = await readLetter(tx, id);
    if (!canMove(letter.state, 'revise')) return;
    await tx.token.deleteMany({ where: { letterId: id, kind: 'confirm', usedAt: null } });
    await withdrawConfirmations(tx, id);
    const agreed = letter.state === 'draft' ? {} : await stillAgreed(tx, id);
    const state = afterMove(letter.state, 'revise');
    await tx.letter.update({ where: { id }, data: { ...agreed, state, updatedAt: clock() } });
  });
}

async function askToConfirm(
  tx: Transaction,
  parts: ConfirmParts,
  letter: Letter,
  campaign: Sender,
): Promise<void> {
  const now = parts.clock();
  await withdrawConfirmations(tx, letter.id);
  const token = await issueConfirmToken(tx, { letterId: letter.id }, now);
  const link = new URL(`/confirm/${token}`, parts.baseUrl).href;
  const door = await openDoor(tx, parts, letter.id, now);
  const message = mailToSupporter(letter, campaign, parts, 'confirmation', { link, door });
  await queueMail(tx, { kind: 'confirmation', aboutId: letter.id, message }, now);
}
