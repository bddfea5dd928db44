import { z } from 'zod';
import { errorsOf, type FieldError, type FormBody, readChoices, readLine, readText } from '../web/form.ts';
import { type Answers, type Choices, LIMITS, RELATIONSHIPS } from './letter.ts';

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

const emailRule = z.string().min(1, 'email').pipe(z.email('emailFormat').max(LIMITS.email, 'emailFormat'));

/** The rules of the letter form. Messages are keys of letters:form.errors. */
function answerRules({ asks, experiences }: Choices) {
  const keys = (choices: readonly { key: string }[]) => choices.map(({ key }) => key);
  const among = (choices: readonly { key: string }[]) =>
    z.array(z.string().refine(key => keys(choices).includes(key), 'choice'));
  const line = (missing: string) => z.string().min(1, missing).max(LIMITS.addressLine, 'longLine');
  return z
    .object({
      relationship: z.enum(keys(RELATIONSHIPS), 'relationship'),
      experiences: among(experiences),
      story: z.string().max(LIMITS.story, 'longStory'),
      consentStory: z.boolean(),
      asks: among(asks).min(1, 'asks'),
      name: line('name').regex(/\p{L}/u, 'nameLetters'),
      email: emailRule,
      address1: line('address1'),
      address2: z.string().max(LIMITS.addressLine, 'longLine'),
      town: line('town'),
      shareStory: z.enum(['', 'anonymous', 'named', 'no'], 'choice'),
      updates: z.array(z.string()),
    })
    .refine(({ story, consentStory }) => story === '' || consentStory, {
      path: ['consent_story'],
      message: 'consentStory',
      when: () => true,
    });
}

/** @returns one error a field, none where a letter can be made; each message is a key of letters:form.errors */
export function answerErrors(answers: Answers, choices: Choices): FieldError[] {
  return errorsOf(answerRules(choices).safeParse(answers));
}

/** @returns the error of an address alone, as answerErrors gives it */
export function emailErrors(email: string): FieldError[] {
  return errorsOf(z.object({ email: emailRule }).safeParse({ email }));
}

const letterText = z.object({
  subject: z
    .string()
    .min(1, 'Give your letter a subject')
    .max(LIMITS.subject, `Shorten the subject to ${LIMITS.subject} characters`),
  body: z
    .string()
    .min(1, 'Your letter is empty: write it, or start again from your answers')
    .max(LIMITS.body, 'Shorten your letter to 20,000 characters'),
});

export type LetterText = z.infer<typeof letterText>;

export function readLetterText(body: FormBody): LetterText {
  return { subject: readLine(body.subject), body: readText(body.body) };
}

export function letterTextErrors(text: LetterText): FieldError[] {
  return errorsOf(letterText.safeParse(text));
}
