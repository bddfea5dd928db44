import { z } from 'zod';
import { errorsOf, type FieldError, type FormBody, readChoices, readLine, readText } from '../web/form.ts';
import { type Answers, type Choices, LETTER_LIMITS, RELATIONSHIPS } from './letter.ts';

/** What was typed into the letter form, cleaned; it never fails, so that a mistake loses nothing. */
export function readAnswers(body: FormBody): Answers {
  return {
    relationship: readLine(body.relationship),
    asks: readChoices(body.asks),
    experiences: readChoices(body.experiences),
    story: readText(body.story),
    name: readLine(body.name),
    email: readLine(body.email),
    address1: readLine(body.address1),
    address2: readLine(body.address2),
    town: readLine(body.town),
    consentStory: readLine(body.consent_story) !== '',
    shareStory: readLine(body.share_story),
    updates: readChoices(body.updates),
  };
}

/** All that a campaign has to choose from, also what is not on offer any more. */
type AllChoices = Choices & { organisations: { key: string }[] };

/**
 * The answers as a draft keeps them: what is typed is kept whole, and of what is chosen only what there is to choose. Texts
 * go when the draft ends, and choices stay, for they name nobody: nobody is to put anything else there.
 */
export function answersKept(answers: Answers, { asks, experiences, organisations }: AllChoices): Answers {
  const among = (chosen: string[], choices: { key: string }[]) =>
    chosen.filter(one => choices.some(({ key }) => key === one));
  const [relationship = ''] = among([answers.relationship], [...RELATIONSHIPS]);
  return {
    ...answers,
    relationship,
    asks: among(answers.asks, asks),
    experiences: among(answers.experiences, experiences),
    updates: among(answers.updates, organisations),
    shareStory: SHARES.some(share => share === answers.shareStory) ? answers.shareStory : '',
  };
}

/** What may be done with the story beside the letter; "": nothing was said. */
const SHARES = ['', 'anonymous', 'named', 'no'] as const;

const emailRule = z
  .string()
  .min(1, 'email')
  .pipe(z.email('emailFormat').max(LETTER_LIMITS.email, 'emailFormat'));

/**
 * An address, or a number to ring: mails greet by the name before anybody has said that they are theirs. Part of an
 * address has letters, accents of their own, digits and hyphens; numbers are rung in the digits of any script.
 */
const NOT_IN_NAMES =
  /[/\\@<>]|\bwww\.|[\p{L}\p{M}\p{N}-][\p{L}\p{M}\p{N}][.。]\p{L}[\p{L}\p{M}]|(?:\p{Nd}\P{Nd}*){4}/iu;

/** As mail programs and readers take it: a wide full stop is one, and what nobody sees is not there. */
const asRead = (name: string): string => name.normalize('NFKC').replace(/\p{Cf}/gu, '');

const line = (missing: string) => z.string().min(1, missing).max(LETTER_LIMITS.line, 'longLine');
const nameRule = line('name')
  .regex(/\p{L}/u, 'nameLetters')
  .refine(name => !NOT_IN_NAMES.test(asRead(name)), 'nameAlone');

const keysOf = (choices: readonly { key: string }[]) => choices.map(({ key }) => key);

type Rules = ReturnType<typeof answerRules>;
const rulesKept = new Map<string, Rules>();

/** Making the rules costs ten times as much as going by them, and a campaign's choices seldom change. */
function rulesFor({ asks, experiences }: Choices): Rules {
  const keys = [keysOf(asks), keysOf(experiences)] as const;
  const name = JSON.stringify(keys);
  const rules = rulesKept.get(name) ?? answerRules(...keys);
  if (rulesKept.size > 100) rulesKept.clear();
  rulesKept.set(name, rules);
  return rules;
}

/** The rules of the letter form. Messages are keys of letters:form.errors. */
function answerRules(asks: string[], experiences: string[]) {
  const among = (keys: string[]) => z.array(z.string().refine(key => keys.includes(key), 'choice'));
  return z
    .object({
      relationship: z.enum(keysOf(RELATIONSHIPS), 'relationship'),
      experiences: among(experiences),
      story: z.string().max(LETTER_LIMITS.story, 'longStory'),
      consentStory: z.boolean(),
      asks: among(asks).min(1, 'asks'),
      name: nameRule,
      email: emailRule,
      address1: line('address1'),
      address2: z.string().max(LETTER_LIMITS.line, 'longLine'),
      town: line('town'),
      shareStory: z.enum(SHARES, 'choice'),
      updates: z.array(z.string()),
    })
    .refine(({ story, consentStory }) => story === '' || consentStory, {
      path: ['consent_story'],
      message: 'consentStory',
      when: () => true,
    });
}

/** The fields as they stand on the form, so that the summary leads from the first to the last. */
const IN_ORDER = [
  'relationship',
  'experiences',
  'story',
  'consent_story',
  'asks',
  'name',
  'email',
  'address1',
  'address2',
  'town',
  'share_story',
  'updates',
];

/** @returns one error a field, none where a letter can be made; each message is a key of letters:form.errors */
export function answerErrors(answers: Answers, choices: Choices): FieldError[] {
  const place = ({ field }: FieldError) => IN_ORDER.indexOf(field);
  return errorsOf(rulesFor(choices).safeParse(answers)).toSorted((a, b) => place(a) - place(b));
}

/** @returns the error of an address alone, as answerErrors gives it */
export function emailErrors(email: string): FieldError[] {
  return errorsOf(z.object({ email: emailRule }).safeParse({ email }));
}

/** Whether a draft’s name may stand in a mail: the form keeps whatever is typed. */
export const isName = (name: string): boolean => nameRule.safeParse(name).success;

const letterText = z.object({
  subject: z.string().min(1, 'noSubject').max(LETTER_LIMITS.subject, 'longSubject'),
  body: z.string().min(1, 'noBody').max(LETTER_LIMITS.body, 'longBody'),
});

export type LetterText = z.infer<typeof letterText>;

/** The text as edited, cleaned; it never fails. */
export function readLetterText(body: FormBody): LetterText {
  return { subject: readLine(body.subject), body: readText(body.body) };
}

/** @returns as answerErrors gives them */
export function letterTextErrors(text: LetterText): FieldError[] {
  return errorsOf(letterText.safeParse(text));
}
