import { type Clock, londonDay } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { notFound } from '../web/problem.ts';
import type { Filter } from './filter.ts';
import { instantsOf, type Period, presets, readPeriod } from './period.ts';

type AskedCampaign = { id: number; slug: string; name: string; openedAt: Date | null };

/** What a page or an export is asked for, by `campaign`, `from` and `to` in its address. */
export type Asked = {
  campaigns: AskedCampaign[];
  campaign: AskedCampaign | null;
  /** As typed. */
  period: Period;
  errors: FieldError[];
  /** The days that are shown: where what was typed is wrong, all. */
  shown: Period;
  filter: Filter;
  /** The same as fields of an address, without the empty ones. */
  fields: Record<string, string>;
};

/**
 * @param otherwise which campaign is meant where none is named
 * @throws Problem 404 where there is no campaign of that name
 */
export async function readAsked(
  db: Database,
  query: Record<string, unknown>,
  otherwise: 'newest' | 'all',
): Promise<Asked> {
  const campaigns = await db.read.campaign.findMany({
    orderBy: { id: 'desc' },
    select: { id: true, slug: true, name: true, openedAt: true },
  });
  const slug = readLine(query.campaign);
  const named = campaigns.find(one => one.slug === slug) ?? null;
  if (slug && !named) throw notFound();
  const campaign = named ?? (otherwise === 'newest' ? newestOf(campaigns) : null);
  const { period, errors } = readPeriod(query);
  const shown = errors.length > 0 ? { from: '', to: '' } : period;
  return {
    campaigns,
    campaign,
    period,
    errors,
    shown,
    filter: { campaignId: campaign?.id ?? null, ...instantsOf(shown) },
    fields: filled({ campaign: campaign?.slug ?? '', ...shown }),
  };
}

/** A draft has no figures yet: whoever makes one must not take everybody's from their first page. */
const newestOf = (campaigns: AskedCampaign[]) =>
  campaigns.find(({ openedAt }) => openedAt !== null) ?? campaigns[0] ?? null;

/** Everything that the form above the figures shows. */
export function askedForm({ campaigns, campaign, period, fields }: Asked, path: string, clock: Clock) {
  return {
    path,
    period,
    campaigns: campaigns.map(one => ({ ...one, chosen: one.id === campaign?.id })),
    presets: presets(londonDay(clock())).map(preset => ({
      title: preset.title,
      href: address(path, { campaign: fields.campaign ?? '', ...preset.period }),
      current: preset.period.from === period.from && preset.period.to === period.to,
    })),
  };
}

/** An address with those fields; empty ones are left out. */
export function address(path: string, fields: Record<string, string>): string {
  const query = new URLSearchParams(filled(fields)).toString();
  return query ? `${path}?${query}` : path;
}

/** Makes addresses that differ in a few fields: what they share is written once. */
export function linkTo(path: string, shared: Record<string, string>) {
  const start = address(path, shared);
  const mark = start === path ? '?' : '&';
  return (fields: Record<string, string>): string => {
    if (Object.keys(fields).some(name => name in shared)) return address(path, { ...shared, ...fields });
    const more = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return more.length > 0 ? `${start}${mark}${more.join('&')}` : start;
  };
}

const filled = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
