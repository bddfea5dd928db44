import { UnsoundTemplate } from '../../campaigns/letter-template.ts';
import type { TemplateDesk } from '../../campaigns/template-store.ts';
import { DEFAULT, type TemplateWords, variantsInOrder } from '../../campaigns/variants.ts';
import type { Database } from '../../db/database.ts';
import type { ConstituencyWhereInput } from '../../db/generated/models.ts';
import { type ComposedLetter, composeLetter } from '../../letters/compose-letter.ts';
import { ruleInWords } from '../../letters/letter-traits.ts';
import { sampleAnswers } from '../../letters/sample-letters.ts';
import { addressedName } from '../../mps/member.ts';
import { findSeatWhere } from '../../mps/mp-store.ts';
import { isDevolved } from '../../mps/nation.ts';
import { inventedSeat, type Persona } from './personas.ts';

/** For whom a preview is made, and which of their letters: another number, another opening and order. */
export type Reader = { persona: Persona; number: number };

/** The letter as that supporter would be shown it, by the code that makes it for them; or why there is none. */
type Preview =
  | {
      kind: 'letter';
      mp: string;
      constituency: string;
      text: ComposedLetter;
      byPost: boolean;
      /** They asked for Welsh, and the variant has no Welsh text. */
      lacksWelsh: boolean;
      variant: string;
      /** Why that variant, after "because". */
      why: string;
    }
  | { kind: 'vacant'; constituency: string }
  | { kind: 'unreadable' };

/** Saves nothing. */
export async function previewOf(
  db: Database,
  words: TemplateWords,
  campaign: TemplateDesk['campaign'],
  { persona, number }: Reader,
  now: Date,
): Promise<Preview> {
  const seat = (await findSeatWhere(db, whereOf(persona))) ?? inventedSeat(persona);
  const { member } = seat;
  if (persona.mp === 'vacant' || !member) return { kind: 'vacant', constituency: seat.name };
  const letter = {
    ...sampleAnswers(persona.relationship, campaign),
    id: `sample ${number}`,
    crossBorder: isDevolved(seat.nation),
    language: persona.language,
  };
  try {
    const text = composeLetter(words, letter, { ...seat, member }, campaign, now);
    return {
      kind: 'letter',
      mp: addressedName(member),
      constituency: seat.name,
      text,
      byPost: member.email === null,
      lacksWelsh: text.language !== persona.language,
      ...reasonFor(text.variant, words),
    };
  } catch (failure) {
    if (failure instanceof UnsoundTemplate) return { kind: 'unreadable' };
    throw failure;
  }
}

function whereOf({ nation, circumstance, mp }: Persona): ConstituencyWhereInput {
  if (mp === 'vacant') return { member: null };
  // The Speaker's and an abstaining party's seats are few: whether they have an address does not matter there.
  const email = mp === 'no-email' ? { email: null } : circumstance ? {} : { email: { not: null } };
  return { nation, member: { circumstance, ...email } };
}

function reasonFor(key: string, words: TemplateWords): { variant: string; why: string } {
  const chosen = variantsInOrder(words).find(variant => variant.key === key);
  if (!chosen || key === DEFAULT.key)
    return { variant: DEFAULT.name, why: 'no variant before it takes this letter' };
  return { variant: chosen.name, why: ruleInWords(chosen.rule) || 'its rule takes any letter' };
}
