import { foldAddress } from '../mail/address.ts';

/** What was unusual about how a letter was filled in. Each alone has innocent causes. */
export type Sign = 'trap' | 'fast' | 'unproved';

/** What a letter has in common with others of late. */
export type Likeness = {
  /** Other letters of the campaign with the same story, or nearly. */
  stories: number;
  /** Postcodes that this writer's e-mail address, and those like it, wrote from today. */
  postcodes: number;
  /** Constituencies that the writer's network address wrote from today. */
  constituencies: number;
};

type Rule = {
  points: number;
  applies: (signs: Sign[], likeness: Likeness) => boolean;
  words: (likeness: Likeness) => string;
};

/** From so many points a letter waits until somebody has looked at it. No one sign has as many. */
const HOLD_FROM = 3;

/** Milliseconds in which nobody gets from the postcode to a finished form. */
const TOO_FAST = 2_000;

const RULES: Rule[] = [
  {
    // A script may fill in all there is, and so may a browser's extension.
    points: 2,
    applies: signs => signs.includes('trap'),
    words: () => 'a field that people do not see was filled in',
  },
  {
    points: 2,
    applies: signs => signs.includes('fast'),
    words: () => 'the form came back within two seconds',
  },
  {
    // A browser without scripts cannot do the sum: it never holds a letter but beside one of the above.
    points: 1,
    applies: signs => signs.includes('unproved'),
    words: () => 'the browser did not do the sum',
  },
  {
    // A phone network's address has a town behind it.
    points: 1,
    applies: (_signs, { constituencies }) => constituencies > 40,
    words: ({ constituencies }) => `one network wrote from ${constituencies} constituencies in a day`,
  },
  {
    // Friends and support groups do copy one another: ten may.
    points: 3,
    applies: (_signs, { stories }) => stories >= 10,
    words: ({ stories }) => `same story as ${stories} other letters`,
  },
  {
    // Somebody who helps others to write may use one address for several.
    points: 3,
    applies: (_signs, { postcodes }) => postcodes > 5,
    words: ({ postcodes }) => `one writer’s address wrote from ${postcodes} postcodes in a day`,
  },
];

/** What the reasons begin with that no member of staff gave. */
const PLEASE_LOOK = 'Please look: ';

/** Whether a letter is held because it looked unusual, and not by staff. */
export const heldByItself = (holdReason: string | null) => holdReason?.startsWith(PLEASE_LOOK) ?? false;

/** @returns why somebody should look at the letter before it leaves, in words for staff; null: it may leave */
export function reasonToHold(signs: Sign[], likeness: Likeness): string | null {
  const met = RULES.filter(({ applies }) => applies(signs, likeness));
  const points = met.reduce((sum, rule) => sum + rule.points, 0);
  return points < HOLD_FROM ? null : PLEASE_LOOK + met.map(({ words }) => words(likeness)).join('; ');
}

/** @param trap what stands in the field that people do not see @param proved undefined: it was not asked for */
export function signsOf(form: { trap: string; milliseconds: number; proved: boolean | undefined }): Sign[] {
  return [
    ...(form.trap !== '' ? (['trap'] as const) : []),
    ...(form.milliseconds < TOO_FAST ? (['fast'] as const) : []),
    ...(form.proved === false ? (['unproved'] as const) : []),
  ];
}

/** One name for addresses that one person makes of one: ada+1@, ada.2@ and a.d.a@ are ada@. */
export function addressFamily(email: string): string {
  const [local = '', domain = ''] = foldAddress(email).split(/@(?=[^@]*$)/);
  const plain = (local.split('+')[0] ?? '').replace(/[._-]/g, '');
  return `${plain.replace(/\d+$/, '') || plain}@${domain}`;
}
