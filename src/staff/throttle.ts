import { DAY, MINUTE } from '../clock.ts';

const SECOND = 1_000;

/**
 * How tries to sign in are slowed: so many for nothing, then a wait that doubles from `first` to
 * `longest`, in milliseconds. No wait is for ever, so nobody is locked out.
 */
const THROTTLES = {
  /** One account tried from one home. */
  pair: { free: 5, first: 15 * SECOND, longest: 15 * MINUTE },
  /** A home, whatever it tries: an office, or a phone network on one IPv4 address. */
  home: { free: 50, first: 5 * SECOND, longest: 2 * MINUTE },
  /** What surrounds it: one customer may own 65,536 homes of IPv6. */
  network: { free: 250, first: 5 * SECOND, longest: 2 * MINUTE },
  /** An account tried from everywhere by browsers that it does not know: short waits, for its owner meets them too. */
  account: { free: 100, first: SECOND, longest: 5 * SECOND },
  /** A browser that has signed in to this account before has an allowance of its own, and no other. */
  device: { free: 10, first: 15 * SECOND, longest: 5 * MINUTE },
  /** Codes, for one account: whoever tries them knows the password. */
  code: { free: 10, first: MINUTE, longest: 15 * MINUTE },
  deviceCode: { free: 10, first: 15 * SECOND, longest: 5 * MINUTE },
} as const satisfies Record<string, { free: number; first: number; longest: number }>;
export type ThrottleKind = keyof typeof THROTTLES;

/** After so long without a failure the count begins again. */
export const FORGET_AFTER = DAY;

type Counter = { failures: number; lastAt: Date };

/** Who tries, and what: an address as typed, from where (src/web/network.ts), and a browser that the account knows. */
export type Try = {
  stage: 'password' | 'code';
  email: string;
  home: string;
  network: string;
  device: string | null;
};

/** What a try is counted by. */
export function countersFor({
  stage,
  email,
  home,
  network,
  device,
}: Try): { kind: ThrottleKind; of: string }[] {
  if (device) return [{ kind: stage === 'code' ? 'deviceCode' : 'device', of: `${email} ${device}` }];
  if (stage === 'code') return [{ kind: 'code', of: email }];
  return [
    { kind: 'pair', of: `${email} ${home}` },
    { kind: 'home', of: home },
    { kind: 'network', of: network },
    { kind: 'account', of: email },
  ];
}

/** When the next try is open. */
export function openAt(kind: ThrottleKind, { failures, lastAt }: Counter): Date {
  const { free, first, longest } = THROTTLES[kind];
  const over = failures - free;
  const wait = over < 0 ? 0 : Math.min(first * 2 ** over, longest);
  return new Date(lastAt.getTime() + wait);
}

/** "15 seconds", "2 minutes": rounded up. */
export function waitInWords(milliseconds: number): string {
  const [count, unit] =
    milliseconds < MINUTE
      ? [Math.ceil(milliseconds / SECOND), 'second']
      : [Math.ceil(milliseconds / MINUTE), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
