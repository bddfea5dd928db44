import type { LetterState } from '../letters/letter-state.ts';
import { isFull } from '../mail/outcome.ts';

/** What a report says about one mail, whoever made it and in whatever shape. It holds no address. */
export type BounceReport = {
  /** The report's own name where it came from: the same report always has the same. */
  id: string;
  kind: ReportKind;
  /** Enhanced status code such as 5.1.1 (RFC 3463), where there is one. */
  status: string | null;
  /** By these the mail is found: the token in its envelope sender, else its Message-ID. */
  token: string | null;
  messageId: string | null;
};

/**
 * `permanent`: it will not arrive. `full`: the mailbox is full. `delayed`: a server on the way still
 * tries. `auto-reply`: a machine answered, such as one that says "out of office". `unreadable`: none
 * of these; staff should look at the mailbox or at the provider's own pages.
 */
export type ReportKind = 'permanent' | 'full' | 'delayed' | 'auto-reply' | 'unreadable';

/** What follows from a report. `mark`: the mail is marked as not arrived, and no more. */
type Effect = 'bounce' | 'send-again' | 'mark' | 'none';

/** The kind by what the report says was done (RFC 3464, "Action") and its status; null: nothing to tell. */
export function kindOfDelivery(action: string | null, status: string | null): ReportKind | null {
  // What was done counts before the status: a server that gave up after days says "failed", and 4.4.7.
  switch (action?.toLowerCase() ?? { 5: 'failed', 4: 'delayed', 2: 'delivered' }[Number(status?.[0])]) {
    case 'failed':
      return status && isFull(status) ? 'full' : 'permanent';
    case 'delayed':
      return 'delayed';
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return null;
    default:
      return 'unreadable';
  }
}

/** Whoever can tell of a mail was given it: a mail server took it, whatever became of it since. */
export const tellsOfArrival = ({ kind }: BounceReport) => kind !== 'unreadable';

/** The mail did not arrive, for good or for now. */
export const tellsOfFailure = ({ kind }: Pick<BounceReport, 'kind'>) =>
  kind === 'permanent' || kind === 'full';

/** The first enhanced status code in a server's words, or null. */
export const statusIn = (words: string) =>
  /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(words)?.[0] ?? null;

/**
 * @param letterState of the letter that the mail carries to the MP; null where it is another mail
 * @param again whether the mail may be tried again: within five days
 */
export function effectOf(kind: ReportKind, letterState: LetterState | null, again: boolean): Effect {
  if (!tellsOfFailure({ kind })) return 'none';
  if (letterState === null) return 'mark';
  if (letterState !== 'accepted') return 'none';
  return kind === 'full' && again ? 'send-again' : 'bounce';
}
