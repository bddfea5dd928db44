/** Where a campaign stands. A draft is seen by staff alone. */
export const CAMPAIGN_STATES = ['draft', 'open', 'paused', 'closed'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** What staff do with a campaign: from which states, and to which. */
export const CAMPAIGN_MOVES = {
  open: { from: ['draft'], to: 'open' },
  pause: { from: ['open'], to: 'paused' },
  resume: { from: ['paused'], to: 'open' },
  close: { from: ['open', 'paused'], to: 'closed' },
  reopen: { from: ['closed'], to: 'open' },
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>;
export type CampaignMove = keyof typeof CAMPAIGN_MOVES;

/** What the database keeps of it. `closesOn` is the last open day, "2026-12-31" in London. */
export type StoredState = {
  openedAt: Date | null;
  pausedAt: Date | null;
  closedAt: Date | null;
  closesOn: string | null;
};

/** @param today the day in London, as londonDay gives it: a last day in the past has closed the campaign */
export function campaignState(stored: StoredState, today: string): CampaignState {
  const { openedAt, pausedAt, closedAt, closesOn } = stored;
  if (!openedAt) return 'draft';
  if (closedAt || (closesOn && closesOn < today)) return 'closed';
  return pausedAt ? 'paused' : 'open';
}

export function canMoveCampaign(state: CampaignState, move: CampaignMove): boolean {
  return CAMPAIGN_MOVES[move].from.some(from => from === state);
}

/** What a move writes. A campaign that opens again has no last day, for the old one is over. */
export function afterCampaignMove(move: CampaignMove, now: Date): Partial<StoredState> {
  const writes: Record<CampaignMove, Partial<StoredState>> = {
    open: { openedAt: now },
    pause: { pausedAt: now },
    resume: { pausedAt: null },
    close: { closedAt: now, closesOn: null },
    reopen: { pausedAt: null, closedAt: null, closesOn: null },
  };
  return writes[move];
}

/** A campaign's name in addresses is out in the world once it has opened. */
export const mayChangeSlug = (state: CampaignState): boolean => state === 'draft';

/** A closed campaign has had its last day. */
export const mayChangeLastDay = (state: CampaignState): boolean => state !== 'closed';

/** What supporters have read cannot be blank again; a draft is written bit by bit. */
export const mayBeUnfinished = (state: CampaignState): boolean => state === 'draft';
