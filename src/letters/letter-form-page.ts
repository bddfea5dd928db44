import type { Campaign } from '../campaigns/campaign-store.ts';
import { offered } from '../campaigns/choices.ts';
import type { Words } from '../languages/words.ts';
import { addressedName, type Member, plainName } from '../mps/member.ts';
import type { FieldError } from '../web/form.ts';
import { consentWording } from './consents.ts';
import { type Answers, LIMITS, RELATIONSHIPS } from './letter.ts';

/** What the view letters/form shows: to the supporter who writes, and to staff before the campaign opens. */
export function letterFormPage(
  { promoter, asks, experiences, organisations }: Campaign,
  letter: Answers & { postcode: string },
  { member, name }: { name: string; member: Member },
  errors: FieldError[],
  words: Words,
) {
  return {
    title: 'Your letter',
    letter,
    errors,
    constituency: name,
    mp: { plain: plainName(member), addressed: addressedName(member), email: member.email },
    relationships: RELATIONSHIPS,
    limits: LIMITS,
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
