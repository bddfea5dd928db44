import { describe, expect, it } from 'vitest';
import {
  afterCampaignMove,
  CAMPAIGN_MOVES,
  CAMPAIGN_STATES,
  type CampaignMove,
  type CampaignState,
  campaignState,
  canMoveCampaign,
  mayBeUnfinished,
  mayChangeLastDay,
  mayChangeSlug,
} from '../../src/campaigns/campaign-state.ts';
import { londonDay } from '../../src/clock.ts';

const DRAFT = { openedAt: null, pausedAt: null, closedAt: null, closesOn: null };
const AT = new Date('2026-11-01T10:00:00Z');

describe('a campaign is', () => {
  it.each([
    ['draft', DRAFT],
    ['draft', { ...DRAFT, closesOn: '2026-01-01' }],
    ['open', { ...DRAFT, openedAt: AT }],
    ['open', { ...DRAFT, openedAt: AT, closesOn: '2026-11-24' }],
    ['open', { ...DRAFT, openedAt: AT, closesOn: '2027-01-01' }],
    ['closed', { ...DRAFT, openedAt: AT, closesOn: '2026-11-23' }],
    ['paused', { ...DRAFT, openedAt: AT, pausedAt: AT }],
    ['closed', { ...DRAFT, openedAt: AT, pausedAt: AT, closesOn: '2026-11-23' }],
    ['closed', { ...DRAFT, openedAt: AT, closedAt: AT }],
    ['closed', { ...DRAFT, openedAt: AT, pausedAt: AT, closedAt: AT }],
  ] as const)('%s on 24 November 2026 with %j', (state, stored) => {
    expect(campaignState(stored, '2026-11-24')).toBe(state);
  });

  it.each([
    ['in winter, the last minute of the day', '2026-12-31T23:59:59Z', 'open'],
    ['in winter, the first minute of the next', '2027-01-01T00:00:00Z', 'closed'],
  ] as const)('%s: by the clock of London', (_, now, state) => {
    const stored = { ...DRAFT, openedAt: AT, closesOn: '2026-12-31' };
    expect(campaignState(stored, londonDay(new Date(now)))).toBe(state);
  });

  it.each([
    ['2026-06-30T22:59:59Z', 'open'],
    ['2026-06-30T23:00:00Z', 'closed'],
  ] as const)('at %s, in summer: %s', (now, state) => {
    const stored = { ...DRAFT, openedAt: AT, closesOn: '2026-06-30' };
    expect(campaignState(stored, londonDay(new Date(now)))).toBe(state);
  });
});

describe('the moves of a campaign', () => {
  const ALLOWED: Record<CampaignState, CampaignMove[]> = {
    draft: ['open'],
    open: ['pause', 'close'],
    paused: ['resume', 'close'],
    closed: ['reopen'],
  };

  it.each(CAMPAIGN_STATES)('from %s are these and no others', state => {
    const moves = (Object.keys(CAMPAIGN_MOVES) as CampaignMove[]).filter(move =>
      canMoveCampaign(state, move),
    );
    expect(moves).toEqual(ALLOWED[state]);
  });

  const STORED: Record<CampaignState, Parameters<typeof campaignState>[0]> = {
    draft: DRAFT,
    open: { ...DRAFT, openedAt: AT },
    paused: { ...DRAFT, openedAt: AT, pausedAt: AT },
    closed: { ...DRAFT, openedAt: AT, pausedAt: AT, closesOn: '2026-11-02' },
  };

  it.each(
    (Object.keys(CAMPAIGN_MOVES) as CampaignMove[]).flatMap(move =>
      CAMPAIGN_MOVES[move].from.map(from => [move, from, CAMPAIGN_MOVES[move].to] as const),
    ),
  )('%s leads from %s to %s', (move, from, to) => {
    expect(campaignState(STORED[from], '2026-11-24')).toBe(from);
    const stored = { ...STORED[from], ...afterCampaignMove(move, AT) };
    expect(campaignState(stored, '2026-11-24')).toBe(to);
  });

  it.each([
    ['draft', true, true, true],
    ['open', false, true, false],
    ['paused', false, true, false],
    ['closed', false, false, false],
  ] as const)(
    'in the state %s: the web address may change %s, the last day %s, words be missing %s',
    (state, slug, day, words) => {
      expect([mayChangeSlug(state), mayChangeLastDay(state), mayBeUnfinished(state)]).toEqual([
        slug,
        day,
        words,
      ]);
    },
  );
});
