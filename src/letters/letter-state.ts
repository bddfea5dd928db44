/**
 * The life of a letter. `accepted` means that a mail server took it; whether anyone read it is
 * known only when the supporter says that a reply came.
 */
export const LETTER_STATES = [
  'draft',
  'awaiting_confirmation',
  'confirmed',
  /** Confirmed, and kept back before it left: by staff, or because the seat fell vacant. */
  'held',
  'accepted',
  'bounced',
  'failed',
  'replied',
  'expired',
  'erased',
] as const;
export type LetterState = (typeof LETTER_STATES)[number];

export type LetterMove =
  | 'submit'
  | 'revise'
  | 'confirm'
  | 'accept'
  | 'fail'
  | 'bounce'
  | 'send_again'
  | 'hold'
  | 'release'
  | 'readdress'
  | 'expire'
  | 'reply'
  | 'miss_reply'
  | 'miss_reply_by_post'
  | 'erase';

/** From which state each move is legal, and where it leads. */
const MOVES: Record<LetterMove, Partial<Record<LetterState, LetterState>>> = {
  submit: { draft: 'awaiting_confirmation', awaiting_confirmation: 'awaiting_confirmation' },
  revise: { draft: 'draft', awaiting_confirmation: 'draft' },
  confirm: { awaiting_confirmation: 'confirmed' },
  // Held while a slow try was still under way: the mail server has it all the same.
  accept: { confirmed: 'accepted', held: 'accepted' },
  fail: { confirmed: 'failed' },
  hold: { confirmed: 'held' },
  release: { held: 'confirmed' },
  // To another MP only with the supporter's word for it.
  readdress: { confirmed: 'awaiting_confirmation', held: 'awaiting_confirmation' },
  // A supporter may ask for it at any time.
  erase: Object.fromEntries(
    LETTER_STATES.filter(state => state !== 'erased').map(state => [state, 'erased']),
  ),
  // Never confirmed in its time; or held, by staff or for a new MP, for as long as anything is.
  expire: { draft: 'expired', awaiting_confirmation: 'expired', held: 'expired' },
  // Its writer says so. One that goes by post stays confirmed: no mail server of ours has it.
  reply: { confirmed: 'replied', accepted: 'replied' },
  miss_reply: { replied: 'accepted' },
  miss_reply_by_post: { replied: 'confirmed' },
  bounce: { accepted: 'bounced' },
  send_again: { accepted: 'confirmed' },
};

/** Whether the move is legal from that state. */
export function canMove(state: LetterState, move: LetterMove): boolean {
  return MOVES[move][state] !== undefined;
}

/** @throws Error where the move is not legal from that state */
export function afterMove(state: LetterState, move: LetterMove): LetterState {
  const next = MOVES[move][state];
  if (!next) throw new Error(`A letter that is ${state} cannot ${move}.`);
  return next;
}
