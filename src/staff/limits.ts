import { LONGEST_SLUG } from '../campaigns/slug.ts';
import { LETTER_LIMITS } from '../letters/letter.ts';
import type { FieldError } from '../web/form.ts';

/** Longest text of each field, in characters: its rule goes by it, and its page (`staffLimits`). */
export const STAFF_LIMITS = {
  email: LETTER_LIMITS.email,
  campaignName: 100,
  promoter: 100,
  slug: LONGEST_SLUG,
  summary: 300,
  background: 5_000,
  thanks: 2_000,
  campaignMessage: 2_000,
  alt: 150,
  choiceTitle: 150,
  choiceDetail: 300,
  question: 200,
  variantName: 60,
  mpName: 120,
  note: 200,
  reason: 200,
  proof: 200,
  pauseReason: 300,
  tokenName: 80,
};

/** What a page says of a text that is longer. @param most characters */
export const tooLong = (most: number) => `Use at most ${most.toLocaleString('en-GB')} characters`;

/** @param most characters */
export const lengthErrors = (field: string, text: string, most: number): FieldError[] =>
  text.length > most ? [{ field, message: tooLong(most) }] : [];

/** The largest logo, and its sides in pixels. */
export const LOGO_LIMITS = { kB: 200, leastSide: 16, mostSide: 2_000 };
