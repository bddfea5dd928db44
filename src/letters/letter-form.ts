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

/** The rules of the letter form. Messages say what to do. */
function answerRules({ asks, experiences }: Choices) {
  const keys = (choices: readonly { key: string }[]) => choices.map(({ key }) => key);
  const among = (choices: readonly { key: string }[]) =>
    z.array(z.string().refine(key => keys(choices).includes(key), 'Choose from the list'));
  const line = (missing: string) =>
    z.string().min(1, missing).max(LIMITS.addressLine, `Use at most ${LIMITS.addressLine} characters`);
  return z
    .object({
      relationship: z.enum(keys(RELATIONSHIPS), 'Choose who you are'),
      asks: among(asks).min(1, 'Choose at least one thing to ask for'),
      experiences: among(experiences),
      story: z.string().max(LIMITS.story, 'Shorten your story to 10,000 characters'),
      name: line('Enter your full name').regex(/\p{L}/u, 'Enter your full name, in letters'),
      email: z
        .string()
        .min(1, 'Enter your email address')
        .pipe(z.email('Enter an email address such as name@example.com').max(LIMITS.email)),
      address1: line('Enter the first line of your address'),
      address2: z.string().max(LIMITS.addressLine, `Use at most ${LIMITS.addressLine} characters`),
      town: line('Enter your town or city'),
      consentStory: z.boolean(),
      shareStory: z.enum(['', 'anonymous', 'named'], 'Choose from the list'),
      updates: z.array(z.string()),
    })
    .refine(({ story, consentStory }) => story === '' || consentStory, {
      path: ['consent_story'],
      message: 'Tick the box to agree that your story goes to your MP, or take the story out',
      when: () => true,
    });
}

/** @returns one error a field, in the order of the form; none where a letter can be made */
export function answerErrors(answers: Answers, choices: Choices): FieldError[] {
  return errorsOf(answerRules(choices).safeParse(answers));
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
