import { type LetterTemplate, UnsoundTemplate } from '../../campaigns/letter-template.ts';
import type { TemplateDesk } from '../../campaigns/template-store.ts';
import { londonDate } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import { composeLetter } from '../../letters/compose-letter.ts';
import { RELATIONSHIPS } from '../../letters/letter.ts';
import type { LetterText } from '../../letters/letter-form.ts';
import { sampleAnswers, sampleMember } from '../../letters/sample-letters.ts';
import { addressedName } from '../../mps/member.ts';
import { findSeatWhere, type Seat } from '../../mps/mp-store.ts';
import { isDevolved } from '../../mps/nation.ts';
import { decideDestination } from '../../mps/place.ts';

type Campaign = TemplateDesk['campaign'];

const invented = (member: Seat['member']): Seat => ({
  code: '',
  name: 'Example and Sampleton',
  nameCy: null,
  nation: 'England',
  region: '',
  member,
});

/** The MPs that a preview is shown for: from the register, and invented where it has none of the kind. */
const MPS = [
  {
    key: 'mp',
    title: 'An MP with no office',
    where: { nation: 'England', member: { circumstance: null, email: { not: null } } },
    instead: invented(sampleMember(null)),
  },
  {
    key: 'speaker',
    title: 'The Speaker',
    where: { member: { circumstance: 'speaker' } },
    instead: invented(sampleMember('speaker')),
  },
  {
    key: 'minister',
    title: 'A minister',
    where: { nation: 'England', member: { circumstance: 'minister' } },
    instead: invented(sampleMember('minister')),
  },
  {
    key: 'abstains',
    title: 'An MP who does not take their seat',
    where: { member: { circumstance: 'abstains' } },
    instead: invented(sampleMember('abstains')),
  },
  {
    key: 'no-email',
    title: 'An MP without an email address',
    where: { nation: 'England', member: { circumstance: null, email: null } },
    instead: invented({ ...sampleMember(null), email: null }),
  },
  {
    key: 'wales',
    title: 'An MP in Wales; the child goes to school in England',
    where: { nation: 'Wales', member: { circumstance: null } },
    instead: { ...invented(sampleMember(null)), nation: 'Wales' },
  },
  { key: 'vacant', title: 'No MP: the seat is vacant', where: { member: null }, instead: invented(null) },
] as const;

/** For whom a preview is made. */
export type Readers = {
  relationship: (typeof RELATIONSHIPS)[number]['key'];
  mp: (typeof MPS)[number]['key'];
};

/** What was chosen; whatever is not in the lists becomes the first of them. */
export function readReaders(relationship: string, mp: string): Readers {
  return { relationship: among(RELATIONSHIPS, relationship).key, mp: among(MPS, mp).key };
}

type Choosable = readonly [{ key: string }, ...{ key: string }[]];

const among = <C extends Choosable>(choices: C, key: string): C[number] =>
  choices.find(choice => choice.key === key) ?? choices[0];

/** The two lists to choose from. */
export function readerChoices({ relationship, mp }: Readers) {
  const marked = (choices: readonly { key: string; title: string }[], chosen: string) =>
    choices.map(({ key, title }) => ({ key, title, chosen: key === chosen }));
  return { relationships: marked(RELATIONSHIPS, relationship), mps: marked(MPS, mp) };
}

/** The letter as that supporter would be shown it, by the code that makes it for them; or why there is none. */
export type Preview =
  | { kind: 'letter'; mp: string; constituency: string; text: LetterText; byPost: boolean }
  | { kind: 'vacant'; constituency: string }
  | { kind: 'unreadable' };

/** Saves nothing. */
export async function previewOf(
  db: Database,
  template: LetterTemplate,
  campaign: Campaign,
  { relationship, mp }: Readers,
  now: Date,
): Promise<Preview> {
  const { where, instead } = among(MPS, mp);
  const seat = (await findSeatWhere(db, where)) ?? instead;
  const crossBorder = isDevolved(seat.nation);
  const { member } = seat;
  if (decideDestination([seat], crossBorder).kind === 'vacant' || !member) {
    return { kind: 'vacant', constituency: seat.name };
  }
  const answers = { ...sampleAnswers(relationship, campaign), crossBorder };
  try {
    const text = composeLetter(template, answers, { ...seat, member }, campaign, londonDate(now));
    return {
      kind: 'letter',
      mp: addressedName(member),
      constituency: seat.name,
      text,
      byPost: member.email === null,
    };
  } catch (failure) {
    if (failure instanceof UnsoundTemplate) return { kind: 'unreadable' };
    throw failure;
  }
}
