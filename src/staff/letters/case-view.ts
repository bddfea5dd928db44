import { templateWords, variantsInOrder } from '../../campaigns/variants.ts';
import { isInDoubt } from '../../letters/end-doubt.ts';
import { canHold, canRelease } from '../../letters/hold-letter.ts';
import { RELATIONSHIPS } from '../../letters/letter.ts';
import { canMove } from '../../letters/letter-state.ts';
import { STUCK, type StuckLetter } from '../../letters/stuck-letters.ts';
import { isWayOut, WAYS_OUT } from '../../letters/ways-out.ts';
import { kindInWords } from '../audit.ts';
import type { LetterCase, ListedLetter } from './letter-case-store.ts';
import { FOUND_BY, historyOf, mailInWords, standingInWords } from './letter-history.ts';

/** The languages of consents. */
const ENGLISH_NAMES: Record<string, string> = { en: 'English', cy: 'Welsh' };

/** A letter as a list shows it. */
export const listedView = (letter: ListedLetter) => ({ ...letter, standing: standingInWords(letter) });

/** Most letters of one kind that the page lists. */
const MOST_STUCK = 20;

/** Stuck letters by what they are stuck in. */
export const stuckView = (letters: StuckLetter[]) =>
  Object.entries(STUCK).flatMap(([kind, title]) => {
    const all = letters.filter(letter => letter.kind === kind);
    return all.length > 0 ? [{ title, count: all.length, letters: all.slice(0, MOST_STUCK) }] : [];
  });

/** What the page of a letter shows: how it stands and how it came there, and nothing that names its writer. */
export function caseView({ letter, mails, entries, pause }: LetterCase, now: Date) {
  const { campaign, relationship, lookupSource } = letter;
  const inDoubt = mails.some(mail => isInDoubt(mail, now));
  return {
    reference: letter.reference,
    standing: standingInWords(letter),
    holdReason: letter.holdReason,
    paused: letter.state === 'confirmed' && letter.way === 'email' ? pause : null,
    draft: letter.state === 'draft',
    finished: letter.submittedAt !== null,
    erased: letter.state === 'erased',
    flagged: letter.nameIsMpsName,
    campaignName: campaign.name,
    version: letter.templateVersion.version,
    variant: variantsInOrder(templateWords(letter.templateVersion)).find(({ key }) => key === letter.variant)
      ?.name,
    mp: letter.mpName && { name: letter.mpName, party: letter.mpParty, email: letter.mpEmail },
    constituency: letter.constituency,
    seat: letter.constituencyCode,
    foundBy: lookupSource && FOUND_BY[lookupSource],
    terminated: letter.terminated,
    crossBorder: letter.crossBorder,
    relationship: RELATIONSHIPS.find(({ key }) => key === relationship)?.title,
    asks: titlesOf(campaign.asks, letter.asks),
    experiences: titlesOf(campaign.experiences, letter.experiences),
    consents: [...letter.consents, ...(letter.contact?.consents ?? [])].map(consent => ({
      ...consent,
      in: ENGLISH_NAMES[consent.language],
    })),
    history: historyOf(letter, [
      ...entries.map(entry => ({ ...entry, words: kindInWords(entry.what) })),
      ...letter.takings.map(({ way, at }) => ({
        at,
        who: 'its writer',
        words: isWayOut(way) ? WAYS_OUT[way] : way,
        details: null,
      })),
    ]),
    mails: mails.map(mail => mailInWords(mail, now)),
    can: {
      ask: canMove(letter.state, 'confirm'),
      hold: canHold(letter) && !inDoubt,
      release: canRelease(letter),
      erase: canMove(letter.state, 'erase'),
      endDoubt: inDoubt,
    },
  };
}

/** What was written, and by whom. */
export function writtenView({ letter }: LetterCase) {
  const { reference, name, email, address1, address2, town, postcode, contact } = letter;
  const { language, story, subject, body } = letter;
  return {
    reference,
    language,
    name,
    email,
    contactEmail: contact?.email,
    address: [address1, address2, town, postcode].filter(Boolean),
    story,
    subject,
    body,
    empty: !(name || email || story || body || contact || postcode),
  };
}

const titlesOf = (choices: { key: string; title: string }[], keys: string[]) =>
  choices.filter(({ key }) => keys.includes(key)).map(({ title }) => title);
