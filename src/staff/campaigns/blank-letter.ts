import type { Campaign } from '../../campaigns/campaign-store.ts';
import { offered } from '../../campaigns/choices.ts';
import type { Answers } from '../../letters/letter.ts';

/** A letter form as a supporter first meets it. */
export function blankLetter(campaign: Campaign): Answers & { postcode: string } {
  return {
    relationship: '',
    asks: offered(campaign.asks).map(({ key }) => key),
    experiences: [],
    story: '',
    name: '',
    email: '',
    address1: '',
    address2: '',
    town: '',
    consentStory: false,
    shareStory: '',
    updates: [],
    postcode: 'AB1 2CD',
  };
}
