import type { Campaign } from '../../campaigns/campaign-store.ts';
import { offered } from '../../campaigns/choices.ts';
import type { Answers } from '../../letters/letter.ts';
import type { Member } from '../../mps/member.ts';

const MEMBER: Member = {
  id: 0,
  fullTitle: 'Alex Example',
  addressAs: null,
  party: 'Independent',
  email: 'alex.example.mp@parliament.example',
  circumstance: null,
};

/** An MP whom no supporter has. */
export const EXAMPLE_SEAT = { name: 'Example Valley', nameCy: null, member: MEMBER };

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
