import { announce } from '../db/announcements.ts';
import { ONLY_ID, type Transaction } from '../db/database.ts';

/** Everything that is recorded, a noun and a verb, with the words that the audit page shows. */
export const AUDIT_KINDS = {
  'session.start': 'Signed in',
  'session.end': 'Signed out',
  'session.revoke': 'Ended a session',
  'session.refuse': 'Gave a wrong password or code',
  'account.invite': 'Made an account',
  'account.set-up': 'Set up an account',
  'account.reset': 'Made a new set-up link',
  'account.disable': 'Closed an account',
  'account.enable': 'Opened an account again',
  'role.change': 'Changed a role',
  'password.change': 'Changed the password',
  'second-factor.add': 'Added a second factor',
  'second-factor.remove': 'Removed the second factor',
  'recovery-codes.renew': 'Made new recovery codes',
  'recovery-code.use': 'Used a recovery code',
  'template.publish': 'Published a letter',
  'template.roll-back': 'Went back to an older letter',
  'template.overwrite': 'Saved a draft over somebody else’s',
  'template.discard': 'Threw a draft away',
  'campaign.create': 'Made a campaign',
  'campaign.change': 'Changed a campaign',
  'campaign.open': 'Opened a campaign',
  'campaign.pause': 'Paused a campaign',
  'campaign.resume': 'Went on with a campaign',
  'campaign.close': 'Closed a campaign',
  'campaign.reopen': 'Opened a closed campaign again',
  'audit.export': 'Exported the audit log',
  'stories.export': 'Exported stories',
  'supporters.export': 'Exported supporters who asked to be kept in touch',
  'api-token.make': 'Made a token for another program',
  'api-token.revoke': 'Revoked a token for another program',
  'retention.change': 'Changed how long something is kept',
  'letter.find': 'Looked for a letter',
  'letter.read': 'Read what was written',
  'letter.ask': 'Sent the email to confirm again',
  'letter.hold': 'Held a letter',
  'letter.release': 'Released a letter',
  'letter.erase': 'Erased a letter’s writer',
  'contact.erase': 'Erased an address to be kept in touch',
  'sending.pause': 'Paused sending',
  'sending.resume': 'Went on with sending',
  'letter.send-again': 'Had a letter sent again that may have arrived',
  'letter.count-as-sent': 'Counted a letter as sent',
  'mp.correct': 'Corrected an MP',
  'mp.restore': 'Withdrew the correction of an MP',
} as const satisfies Record<string, string>;
export type AuditKind = keyof typeof AUDIT_KINDS;

/** An entry's kind in words; one that this version does not know keeps its name. */
export const kindInWords = (what: string): string => (AUDIT_KINDS as Record<string, string>)[what] ?? what;

/** Who does something, and when. */
export type By = {
  /** An account's e-mail address, COMMAND_LINE or NOBODY. */
  who: string;
  at: Date;
};

type AuditRecord = By & {
  what: AuditKind;
  /** What it was done to: never a supporter's name or address. */
  target?: string;
  details?: Record<string, string | number | boolean>;
};

/** Who did it where nobody was signed in: an operator, or somebody at the door. */
export const COMMAND_LINE = 'command line';
export const NOBODY = 'nobody';

/**
 * Records what was done, in the transaction that does it: both happen, or neither. The log of the site then says
 * which entry it was and of what kind, and of whom and about whom nothing.
 */
export async function audit(tx: Transaction, record: AuditRecord): Promise<void> {
  const { id } = await tx.auditEntry.create({ data: record, select: ONLY_ID });
  announce(tx, { entry: id, what: record.what });
}
