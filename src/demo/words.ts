/** Plainly invented people and stories: nobody is called this, and none of it happened. */

export const FIRST_NAMES = [
  'Ada',
  'Bruno',
  'Cleo',
  'Dilys',
  'Ewan',
  'Farah',
  'Gwen',
  'Hari',
  'Iona',
  'Jonah',
  'Kemi',
  'Leila',
  'Morag',
  'Nadia',
  'Omar',
  'Priya',
  'Quentin',
  'Rhys',
  'Sorcha',
  'Tariq',
  'Una',
  'Viola',
  'Wanda',
  'Xenia',
  'Yusuf',
  'Zoe',
] as const;

export const LAST_NAMES = [
  'Example',
  'Sample',
  'Specimen',
  'Placeholder',
  'Testcase',
  'Madeup',
  'Inventor',
  'Fictional',
  'Imaginary',
  'Pretend',
  'Nobody',
  'Anybody',
  'Somebody',
  'Demonstration',
  'Trial',
  'Pattern',
  'Model',
  'Mockup',
] as const;

export const STREETS = [
  'Invented Street',
  'Sample Road',
  'Example Lane',
  'Pretend Avenue',
  'Madeup Close',
  'Nowhere Terrace',
] as const;

export const OPENINGS = [
  'My daughter, 11, has not been in a classroom since January.',
  'My son, 8, manages two mornings a week and is worn out by them.',
  'I teach in a primary school and see the same thing every term.',
  'I was that child ten years ago, and nothing has changed.',
  'My grandson, 13, is autistic and was told to try harder.',
  'Our twins, 9, have the same needs and get different help.',
] as const;

export const MIDDLES = [
  'We asked for support four times and waited a year for an answer.',
  'The first letter we had was about a fine.',
  'Every week somebody new rings to ask why the register is not full.',
  'The support that was agreed on paper has never come.',
  'There is no place within an hour that can meet these needs.',
  'One kind teacher made more difference than all the meetings.',
] as const;

export const ENDINGS = [
  'We do not want excuses. We want help.',
  'A child who cannot go in is not a child who will not.',
  'I gave up my job to be at home.',
  'It should not depend on who shouts the loudest.',
  'Please do not let the next family go through this.',
  'With the right help it works: we have seen it.',
] as const;
