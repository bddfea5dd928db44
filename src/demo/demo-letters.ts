import { DAY, HOUR, londonDay, MINUTE } from '../clock.ts';
import { startOfLondonDay } from '../figures/london-time.ts';
import type { Words } from '../languages/words.ts';
import { consentsOf } from '../letters/consents.ts';
import { personKey, RELATIONSHIPS } from '../letters/letter.ts';
import type { LetterState } from '../letters/letter-state.ts';
import { referenceNumbered } from '../letters/reference.ts';
import { addressedName } from '../mps/member.ts';
import { isDevolved } from '../mps/nation.ts';
import { type Random, seededRandom, weighted } from './random.ts';
import { ENDINGS, FIRST_NAMES, LAST_NAMES, MIDDLES, OPENINGS, STREETS } from './words.ts';

/** What a demonstration is made for. */
type DemoCampaign = {
  id: number;
  promoter: string;
  templateVersionId: number;
  asks: { key: string }[];
  experiences: { key: string }[];
  organisations: { key: string; name: string }[];
};

export type DemoSeat = {
  code: string;
  name: string;
  nation: string;
  postcodes: number;
  member: { id: number; fullTitle: string; party: string; email: string | null } | null;
};

export type DemoOrder = {
  seed: number;
  letters: number;
  days: number;
  /** The last moment at which anything happens. */
  until: Date;
};

export type DemoRow = ReturnType<typeof oneLetter>;

/** What marks a row as made up, so that it is never taken for a supporter's. */
export const DEMO_MARK = 'demo-';

/** Letters begun in each hour of a London day, out of about a hundred: quiet nights, busy evenings. */
const HOURS = [
  1, 0.5, 0.3, 0.2, 0.2, 0.5, 1.5, 3, 5, 6, 6.5, 6, 6, 5.5, 5, 5, 5, 5.5, 6, 7.5, 8.5, 8, 5.5, 3,
];
/** Sunday first. */
const WEEKDAYS = [0.8, 1.1, 1.2, 1.15, 1.05, 0.9, 0.6];
/** How many of a hundred come from each kind of writer, in the order of RELATIONSHIPS. */
const WRITERS = [58, 7, 14, 11, 10];

/**
 * Made-up letters with their consents and contacts, begun in the days up to `until` as a campaign's
 * letters come: a rush at its start, another when it is in the news, evenings and weekdays busiest.
 * Every MP's address lies under parliament.example, so that none can ever be sent to an MP.
 *
 * @param words those that consents are given in
 */
export function* demoLetters(
  order: DemoOrder,
  campaign: DemoCampaign,
  seats: DemoSeat[],
  words: Words,
): Generator<DemoRow> {
  const random = seededRandom(order.seed);
  const drawDay = weighted(dayWeights(order));
  const drawHour = weighted(HOURS);
  // Some places have an active local group, some have nobody.
  const drawSeat = weighted(
    seats.map(
      ({ postcodes, nation }) =>
        postcodes * (isDevolved(nation) ? 0.35 : 1) * (0.25 + random.fraction() ** 3 * 4),
    ),
  );
  const drawWriter = weighted(WRITERS);
  for (let i = 0; i < order.letters; i += 1) {
    const seat = seats[drawSeat(random)] as DemoSeat;
    const at = begunAt(order, drawDay(random), drawHour(random), random);
    const relationship = RELATIONSHIPS[drawWriter(random)]?.key ?? 'supporter';
    yield oneLetter(random, { order, campaign, seat, at, relationship, words, number: i });
  }
}

function dayWeights({ days, until }: DemoOrder): number[] {
  return Array.from({ length: days }, (_, day) => {
    const weekday = new Date(until.getTime() - (days - 1 - day) * DAY).getUTCDay();
    const launch = 4 * Math.exp(-day / 4);
    const news = 2.5 * Math.exp(-Math.abs(day - days * 0.6) / 2);
    return (0.5 + launch + news) * (WEEKDAYS[weekday] ?? 1);
  });
}

function begunAt({ days, until }: DemoOrder, day: number, hour: number, random: Random): Date {
  const middle = new Date(until.getTime() - (days - 1 - day) * DAY);
  const start = startOfLondonDay(londonDay(middle)).getTime();
  const at = start + hour * HOUR + random.below(HOUR);
  // Nothing lies ahead of us: what the last day has not reached yet happened the day before.
  return new Date(at > until.getTime() ? at - DAY : at);
}

type Setting = {
  order: DemoOrder;
  campaign: DemoCampaign;
  seat: DemoSeat;
  at: Date;
  relationship: string;
  words: Words;
  number: number;
};

function oneLetter(random: Random, { order, campaign, seat, at, relationship, words, number }: Setting) {
  const devolved = isDevolved(seat.nation);
  const crossBorder = devolved && random.chance(0.4);
  const writable = seat.member !== null && (!devolved || crossBorder);
  const id = uuid(random.hex());
  const first = random.one(FIRST_NAMES);
  const last = random.one(LAST_NAMES);
  const name = `${first} ${last}`;
  const email = `${first}.${last}.${number}@supporter.example`.toLowerCase();
  const story = random.chance(0.62)
    ? [OPENINGS, MIDDLES, ENDINGS].map(list => random.one(list)).join(' ')
    : '';
  const shareStory = story && random.chance(0.5) ? (random.chance(0.6) ? 'anonymous' : 'named') : '';
  const updates = campaign.organisations.filter(() => random.chance(0.35));
  const asks = keysOf(random.some(campaign.asks, 0.85), campaign.asks);
  const life = lifeOf(random, order, at, writable, seat.member?.email != null);
  const mpName = seat.member ? addressedName(seat.member) : null;
  const handedOver = life.submittedAt !== null;
  const erased = life.state === 'erased';

  const letter = {
    id,
    reference: referenceNumbered(number),
    campaignId: campaign.id,
    templateVersionId: campaign.templateVersionId,
    draftKeyHash: `${DEMO_MARK}${random.hex()}`,
    state: life.state,
    way: handedOver ? (seat.member?.email ? 'email' : 'own_means') : null,
    // The NHS's code for "no fixed abode": no such place.
    postcode: 'ZZ99 3VZ',
    constituencyCode: seat.code,
    lookupSource: random.chance(0.9) ? 'exact' : 'by_hand',
    crossBorder,
    mpMemberId: handedOver ? (seat.member?.id ?? null) : null,
    mpName: handedOver ? mpName : null,
    mpParty: handedOver ? (seat.member?.party ?? null) : null,
    mpEmail: handedOver && seat.member?.email ? `member-${seat.member.id}@parliament.example` : null,
    constituency: handedOver ? seat.name : null,
    relationship: handedOver ? relationship : '',
    asks,
    experiences: handedOver ? random.some(campaign.experiences, 0.3).map(({ key }) => key) : [],
    story: handedOver && !erased ? story : '',
    name: handedOver && !erased ? name : '',
    email: handedOver && !erased ? email : '',
    address1: handedOver && !erased ? `${1 + random.below(120)} ${random.one(STREETS)}` : '',
    town: handedOver && !erased ? 'Exampleton' : '',
    consentStory: handedOver && story !== '',
    shareStory: handedOver ? shareStory : '',
    updates: handedOver ? updates.map(({ key }) => key) : [],
    subject: handedOver && !erased ? `From your constituent ${name}` : null,
    body: handedOver && !erased ? bodyOf(mpName ?? '', story, name) : null,
    ownWords: handedOver ? (story ? 20 + (number % 60) : number % 4) : null,
    personKey: handedOver ? personKey(campaign.id, { email, name }) : null,
    createdAt: at,
    updatedAt: life.settledAt ?? life.confirmedAt ?? life.submittedAt ?? at,
    submittedAt: life.submittedAt,
    confirmedAt: life.confirmedAt,
    settledAt: life.settledAt,
    // No mail ever goes to invented people.
    remindedAt: life.submittedAt,
    askedAt: life.confirmedAt,
    askingEndedAt: life.confirmedAt,
  };
  const given = letter.submittedAt && !erased ? consentsOf(letter, campaign, mpName ?? '', words) : [];
  const consents = given.map(consent => ({ ...consent, letterId: id, givenAt: letter.submittedAt }));
  const kept = !writable && random.chance(0.5);
  return {
    letter,
    consents,
    contact: kept
      ? {
          id: `${DEMO_MARK}${random.hex()}`,
          campaignId: campaign.id,
          reason: devolved ? 'nation' : 'vacant',
          nation: seat.nation,
          constituencyCode: seat.code,
          email,
          letterId: id,
          createdAt: at,
          confirmedAt: random.chance(0.8) ? later(random, at, 2 * HOUR, order.until) : null,
          organisations: updates,
        }
      : null,
  };
}

type Life = { state: LetterState } & Record<'submittedAt' | 'confirmedAt' | 'settledAt', Date | null>;

/** How far the letter came by `until`, and when. */
function lifeOf(random: Random, { until }: DemoOrder, at: Date, writable: boolean, byEmail: boolean): Life {
  const old = (since: Date, days: number) => until.getTime() - since.getTime() > days * DAY;
  const begun: Life = {
    state: old(at, 7) ? 'expired' : 'draft',
    submittedAt: null,
    confirmedAt: null,
    settledAt: null,
  };
  if (!writable || random.chance(0.14)) return begun;
  const submittedAt = later(random, at, 40 * MINUTE, until);
  if (random.chance(0.09)) {
    const state = old(submittedAt, 7) ? 'expired' : 'awaiting_confirmation';
    return { ...begun, state, submittedAt };
  }
  const confirmedAt = later(random, submittedAt, random.chance(0.9) ? 20 * MINUTE : 30 * HOUR, until);
  const confirmed: Life = { state: 'confirmed', submittedAt, confirmedAt, settledAt: null };
  if (random.chance(0.004)) return { ...confirmed, state: 'erased' };
  const replied = old(confirmedAt, 10) && random.chance(0.38);
  if (!byEmail) return replied ? { ...confirmed, state: 'replied' } : confirmed;
  // None waits to leave: what is made up has no mail, and one without would count as stuck.
  const settledAt = later(random, confirmedAt, 10 * MINUTE, until);
  if (random.chance(0.008)) return { ...confirmed, state: 'failed', settledAt };
  if (random.chance(0.01)) return { ...confirmed, state: 'bounced', settledAt };
  return { ...confirmed, state: replied ? 'replied' : 'accepted', settledAt };
}

/** Up to `most` milliseconds later, soon more often than late, and not after `until`. */
function later(random: Random, at: Date, most: number, until: Date): Date {
  return new Date(Math.min(at.getTime() + Math.floor(random.fraction() ** 2 * most), until.getTime()));
}

/** At least one ask, as the form has it. */
const keysOf = (some: { key: string }[], all: { key: string }[]) =>
  (some.length > 0 ? some : all.slice(0, 1)).map(({ key }) => key);

function bodyOf(mp: string, story: string, name: string): string {
  const asks = 'I ask you to press the Government for a new approach to school attendance.';
  return [`Dear ${mp}`, story, asks, 'Will you raise this with the Secretary of State?', name]
    .filter(Boolean)
    .join('\n\n');
}

const uuid = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
