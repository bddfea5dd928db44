import { z } from 'zod';
import { CORRECTABLE, type Correction } from '../../mps/correction.ts';
import type { Circumstance, Member } from '../../mps/member.ts';
import { errorsOf, type FieldError, type FormBody, readLine } from '../../web/form.ts';
import { STAFF_LIMITS, tooLong } from '../limits.ts';

/** What stands in the form's fields; "" where an MP has none. */
export type CorrectionForm = { fullTitle: string; addressAs: string; email: string; circumstance: string };

/** The circumstances to choose from, in words for staff. */
export const CIRCUMSTANCES: { value: Circumstance | ''; words: string }[] = [
  { value: '', words: 'None: can be asked to speak and to vote' },
  { value: 'minister', words: 'A minister: asked to raise it within government' },
  { value: 'speaker', words: 'The Speaker: asked to raise it with ministers' },
  { value: 'deputy_speaker', words: 'A deputy speaker: asked to raise it with ministers' },
  { value: 'abstains', words: 'Does not sit in the Commons: asked to write to ministers' },
];

const schema = z.object({
  fullTitle: z
    .string()
    .min(1, 'Enter the MP’s full title, such as Rt Hon Sir Lindsay Hoyle')
    .max(STAFF_LIMITS.mpName, tooLong(STAFF_LIMITS.mpName))
    .refine(title => !/ MP$/i.test(title), 'Leave out “MP”: it is added by itself'),
  addressAs: z.string().max(STAFF_LIMITS.mpName, tooLong(STAFF_LIMITS.mpName)),
  email: z.union([
    z.literal(''),
    z.email('Enter one email address such as name@example.com, or leave this empty').max(STAFF_LIMITS.email),
  ]),
  circumstance: z.enum(
    CIRCUMSTANCES.map(({ value }) => value),
    'Choose one',
  ),
});

/** Reads the form; who types "Dear Sir Lindsay," means "Sir Lindsay". */
export function readCorrection(body: FormBody): CorrectionForm {
  return {
    fullTitle: readLine(body.full_title),
    addressAs: readLine(body.address_as)
      .replace(/^Dear\b\s*/i, '')
      .replace(/,$/, ''),
    email: readLine(body.email),
    circumstance: readLine(body.circumstance),
  };
}

/** @returns one error a field, by the form's names; none where the correction can be kept */
export const correctionErrors = (form: CorrectionForm): FieldError[] => errorsOf(schema.safeParse(form));

/** The form with what holds for the MP now. */
export const formOf = ({ fullTitle, addressAs, email, circumstance }: Member): CorrectionForm => ({
  fullTitle,
  addressAs: addressAs ?? '',
  email: email ?? '',
  circumstance: circumstance ?? '',
});

/** What differs from the register; null: nothing does, and there is nothing to correct. */
export function differences(form: CorrectionForm, registered: Member): Correction | null {
  const before = formOf(registered);
  const changed = CORRECTABLE.filter(field => form[field] !== before[field]);
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map(field => [field, form[field]])) as Correction;
}
