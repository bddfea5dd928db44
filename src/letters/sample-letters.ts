import type { SampleLetter } from '../campaigns/template-check.ts';
import { londonDate } from '../clock.ts';
import type { Language } from '../languages/language.ts';
import type { Circumstance, Member } from '../mps/member.ts';
import { type Answers, type Choices, LETTER_LIMITS, letterFields, RELATIONSHIPS } from './letter.ts';
import { letterTraits } from './letter-traits.ts';

type Relationship = (typeof RELATIONSHIPS)[number]['key'];
type SampleAnswers = Answers & { postcode: string; crossBorder: boolean };

/** Where education is not decided in Westminster. */
const ACROSS = ['Wales', 'Scotland', 'Northern Ireland'];

/** Supporters who are plainly invented, one of each kind. */
const SAMPLE_PEOPLE: Record<Relationship, { who: string; name: string; story: string }> = {
  parent: {
    who: 'a parent',
    name: 'Ada Example',
    story: 'My son is nine, and he cannot manage a full day at school. We were fined all the same.',
  },
  'young-person': {
    who: 'a young person',
    name: 'Ben Example',
    story: 'I am sixteen. When I am too ill for school, I am told that I do not try hard enough.',
  },
  family: {
    who: 'another member of the family',
    name: 'Cora Example',
    story: 'My grandson waited two years for the help that his school should have given him.',
  },
  professional: {
    who: 'a professional',
    name: 'Dev Example',
    story: 'I teach children who want to be in school and cannot, because the support is not there.',
  },
  supporter: {
    who: 'a supporter',
    name: 'Eve Example',
    story: 'A neighbour’s child is out of school, and I have seen what it does to the family.',
  },
};

/** MPs who are plainly invented, one for each circumstance that changes what an MP can be asked. */
const MPS: { circumstance: Circumstance | null; what: string }[] = [
  { circumstance: null, what: 'an MP' },
  { circumstance: 'speaker', what: 'the Speaker' },
  { circumstance: 'deputy_speaker', what: 'a Deputy Speaker' },
  { circumstance: 'minister', what: 'a minister' },
  { circumstance: 'abstains', what: 'an MP who does not take their seat' },
];

/** An MP who is plainly invented. */
export function sampleMember(circumstance: Circumstance | null): Member {
  const fullTitle = 'Rt Hon Sir Max Example';
  return { id: 0, fullTitle, addressAs: null, party: 'Example', email: 'max@mp.example', circumstance };
}

/** A constituency that is plainly invented, with its MP. */
export const SAMPLE_SEAT = {
  name: 'Example and Sampleton',
  nameCy: 'Enghraifft a Sampleton',
  member: sampleMember(null),
};

/** What that kind of supporter answers who chooses all that a campaign offers. */
export function sampleAnswers(relationship: Relationship, { asks, experiences }: Choices): SampleAnswers {
  const { name, story } = SAMPLE_PEOPLE[relationship];
  return {
    relationship,
    name,
    story,
    asks: asks.map(({ key }) => key),
    experiences: experiences.map(({ key }) => key),
    email: `${relationship}@supporter.example`,
    address1: '1 Invented Street',
    address2: '',
    town: 'Sampleton',
    postcode: 'ZZ99 9ZZ',
    crossBorder: false,
    consentStory: true,
    shareStory: '',
    updates: [],
  };
}

/**
 * Letters that a campaign's template must be able to make: every kind of supporter to every kind of MP,
 * with everything chosen and with the least that the form takes, in England and across its borders; and
 * one with every answer as long as the form lets it be.
 */
export function sampleLetters(choices: Choices, at: Date): SampleLetter[] {
  const samples = RELATIONSHIPS.flatMap(({ key }) => {
    const full = sampleAnswers(key, choices);
    const crossing = { ...full, crossBorder: true };
    const { who } = SAMPLE_PEOPLE[key];
    const bare = choices.asks.map(ask => ({ ...full, story: '', experiences: [], asks: [ask.key] }));
    return MPS.flatMap(({ circumstance, what }) => [
      sample(`${who} writing to ${what}`, full, circumstance),
      ...ACROSS.map(nation =>
        sample(
          `${who} in ${nation}, with a child at school in England, writing to ${what}`,
          crossing,
          circumstance,
          nation,
        ),
      ),
      ...bare.map(answers =>
        sample(`${who} without a story and with one ask, writing to ${what}`, answers, circumstance),
      ),
    ]);
  });
  return [...samples, sample('a supporter whose answers are as long as can be', longest(choices), null)];

  function sample(
    label: string,
    answers: SampleAnswers,
    circumstance: Circumstance | null,
    nation = 'England',
  ): SampleLetter {
    const seat = { ...SAMPLE_SEAT, nation, member: sampleMember(circumstance) };
    const fieldsIn = (language: Language) =>
      letterFields(answers, seat, choices, londonDate(at, language), language);
    return { label, traits: letterTraits(answers, seat), fields: { en: fieldsIn('en'), cy: fieldsIn('cy') } };
  }
}

function longest(choices: Choices): SampleAnswers {
  const line = 'x'.repeat(LETTER_LIMITS.line);
  return {
    ...sampleAnswers('parent', choices),
    name: line,
    address1: line,
    address2: line,
    town: line,
    story: 'x'.repeat(LETTER_LIMITS.story),
  };
}
