import { expect, it } from 'vitest';
import { causeMailFault, MAIL_FAULTS } from './mail-faults.ts';

const LETTERS = 4;

/** What differs from: all arrive, each once. */
const ENDS: Record<
  string,
  { arrived?: number; duplicated?: number; endedFailed?: number; presumed?: number }
> = {
  'mail server down for five days': { arrived: 0, endedFailed: LETTERS },
  'hangs up behind the text, having kept it': { duplicated: LETTERS },
  'hangs up behind the text on both tries, having kept it': { duplicated: LETTERS, presumed: LETTERS },
  '500 to the recipient': { arrived: 0, endedFailed: LETTERS },
  '500 to the text': { arrived: 0, endedFailed: LETTERS },
  '550 to the recipient': { arrived: 0, endedFailed: LETTERS },
  '550 to the text': { arrived: 0, endedFailed: LETTERS },
  'refuses every other recipient': { arrived: LETTERS / 2, endedFailed: LETTERS / 2 },
};

it.each(Object.keys(MAIL_FAULTS))('no letter is lost, and its writer knows how it ended: %s', async fault => {
  const row = await causeMailFault(fault, LETTERS);
  const confirmed = fault === 'clock set back an hour' ? 2 * LETTERS : LETTERS;
  const { duplicated = 0 } = ENDS[fault] ?? {};
  expect(row).toEqual({
    fault,
    times: 1,
    confirmed,
    arrived: confirmed,
    duplicated,
    // A second mail of a letter always bears the first one's name.
    sameId: duplicated,
    endedFailed: 0,
    presumed: 0,
    lost: 0,
    ...ENDS[fault],
  });
});
