import type { Campaign } from '../campaigns/campaign-store.ts';
import { offered } from '../campaigns/choices.ts';
import type { Words } from '../languages/words.ts';
import { nameIn } from '../mps/constituency-name.ts';
import { addressedName, type Member, plainName } from '../mps/member.ts';
import type { FieldError } from '../web/form.ts';
import { consentWording } from './consents.ts';
import { type Answers, LETTER_LIMITS, RELATIONSHIPS } from './letter.ts';
import { ADVICE, type Advice, adviceFor } from './story.ts';

/** What the view letters/form shows: to the supporter who writes, and to staff before the campaign opens. */
export function letterFormPage(
  { promoter, asks, experiences, organisations }: Campaign,
  letter: Answers & { postcode: string; formMpName?: string | null },
  { member, ...seat }: { name: string; nameCy: string | null; member: Member },
  errors: FieldError[],
  words: Words,
) {
  const mp = { plain: plainName(member), addressed: addressedName(member), email: member.email };
  return {
    title: words.text('letters:form.title', { mp: mp.plain }),
    letter: isForAnother(letter, addressedName(member)) ? { ...letter, consentStory: false } : letter,
    errors: errorsInWords(errors, words, letter),
    constituency: nameIn(seat, words.language),
    mp,
    relationships: RELATIONSHIPS.map(({ key }) => ({
      key,
      title: words.text(`letters:form.relationships.${key}`),
    })),
    limits: LETTER_LIMITS,
    advice: adviceOn(letter, words),
    wording: {
      story: consentWording(words, 'story', addressedName(member)),
      anonymous: consentWording(words, 'anonymous', promoter),
      named: consentWording(words, 'named', promoter),
    },
    asks: offered(asks),
    experiences: offered(experiences),
    organisations: offered(organisations).map(({ key, name }) => ({
      key,
      wording: consentWording(words, 'updates', name),
    })),
  };
}

/** The box was ticked beside the name of another MP: nobody has agreed to what it says now. */
const isForAnother = ({ formMpName }: { formMpName?: string | null }, mp: string) =>
  Boolean(formMpName) && formMpName !== mp;

/**
 * The errors of the letter's pages, whose messages are keys, in words for whoever filled it in.
 *
 * @param typed the texts that may be too long, as the rules have read them
 */
export function errorsInWords(
  errors: FieldError[],
  words: Words,
  typed: { story?: string; subject?: string; body?: string } = {},
): FieldError[] {
  const { line, story, subject, body } = LETTER_LIMITS;
  const limits = { most: line, story: inFigures(story), subject, body: inFigures(body) };
  const over: Record<string, number> = {
    longStory: (typed.story?.length ?? 0) - story,
    longSubject: (typed.subject?.length ?? 0) - subject,
    longBody: (typed.body?.length ?? 0) - body,
  };
  return errors.map(({ field, message }) => ({
    field,
    message: words.text(`letters:form.errors.${message}`, { ...limits, over: inFigures(over[message] ?? 0) }),
  }));
}

const inFigures = (number: number): string => number.toLocaleString('en-GB');

/** Where public/writing.js puts the number of words, or of characters too many. */
const NUMBER = '#';

/** The advice on a story as it stands, and all of it for the script that changes it while somebody types. */
function adviceOn({ story, relationship }: Answers, words: Words) {
  const { key } = RELATIONSHIPS.find(({ key }) => key === relationship) ?? { key: 'anybody' };
  const about = words.text(`letters:form.about.${key}`);
  const say = (advice: Advice, number: string) =>
    words.text(`letters:form.advice.${advice}`, { words: number, over: number, about });
  const now = adviceFor(story);
  return {
    now: say(now.key, inFigures(now.number)),
    steps: ADVICE.map(({ from, key }) => ({ from, text: say(key, NUMBER) })),
    tooLong: say('tooLong', NUMBER),
  };
}
