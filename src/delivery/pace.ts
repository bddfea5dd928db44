import { DAY, HOUR, inLondon, londonDay, MINUTE } from '../clock.ts';

/** How many letters to MPs leave: to one MP in a working hour, and to all of them in a minute. */
export type Pace = { perMpPerHour: number; perMinute: number };

const WEEKDAY = { night: 0.25, early: 0.5, work: 1, evening: 0.5 };
const WEEKEND = { night: 0.25, early: 0.25, work: 0.25, evening: 0.25 };

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** @param day as londonDay gives it */
const weekdayOf = (day: string) => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 'sunday';

function partOfDay(hour: number): keyof typeof WEEKDAY {
  if (hour < 7 || hour >= 21) return 'night';
  if (hour < 9) return 'early';
  return hour < 17 ? 'work' : 'evening';
}

/** The share of the full pace that is kept at that time: somebody is at an MP's desk from 9 to 17 on weekdays. */
export function weightAt(at: Date): number {
  const { day, hour } = inLondon(at);
  const weekend = ['saturday', 'sunday'].includes(weekdayOf(day));
  return (weekend ? WEEKEND : WEEKDAY)[partOfDay(hour)];
}

/**
 * When the next letter to the same MP may leave.
 *
 * @param last when the one before it left, or leaves
 * @param gaps how many full gaps lie between them; more or less than 1 makes the drip uneven
 */
export function slotAfter(last: Date, { perMpPerHour }: Pace, gaps = 1): Date {
  let at = last.getTime();
  for (let left = gaps; ; ) {
    const perMillisecond = (perMpPerHour * weightAt(new Date(at))) / HOUR;
    // London keeps whole hours from UTC, in summer too, so that the weight changes only at these.
    const hourEnds = (Math.floor(at / HOUR) + 1) * HOUR;
    const end = at + left / perMillisecond;
    if (end <= hourEnds) return new Date(Math.round(end));
    left -= (hourEnds - at) * perMillisecond;
    at = hourEnds;
  }
}

/** Uneven, so that no receiver sees a machine's beat. @param random 0 to 1 */
export const unevenGap = (random: number): number => 1 + random / 2;

/** Half a gap early is no surge, only a letter that left late before it. */
const TOLERATED = 0.5;

/** What is known of the letters to one MP. */
type LaneState = {
  /** When the newest try began. */
  last: Date | null;
  /** The latest time that a letter which waits for its first try was given. */
  end: Date | null;
};

/**
 * When a letter that is due may leave: now, or its place in the queue to that MP. One that has no place
 * yet goes behind all that have; one that has keeps its order.
 *
 * @param random 0 to 1
 */
export function turnOf(lane: LaneState, placed: boolean, pace: Pace, now: Date, random: number): Date {
  // After the clock was set back, the newest try lies in the future.
  const last = lane.last && new Date(Math.min(lane.last.getTime(), now.getTime()));
  const gap = unevenGap(random);
  if (placed) {
    return last && slotAfter(last, pace, TOLERATED) > now ? slotAfter(lane.end ?? last, pace, gap) : now;
  }
  if (lane.end && lane.end > now) return slotAfter(lane.end, pace, gap);
  return last && slotAfter(last, pace) > now ? slotAfter(last, pace, gap) : now;
}

/**
 * When a letter is expected to leave.
 *
 * @param from the last time known in that MP's queue
 * @param before letters to that MP that leave after it and before this one
 * @param beforeAll letters to any MP that are due before it
 */
export function expectedAt(
  given: { from: Date | null; before: number; beforeAll: number; dueAt: Date; now: Date },
  pace: Pace,
): Date {
  const { from, before, beforeAll, dueAt, now } = given;
  const own = from ? slotAfter(from, pace, (before + 1) * unevenGap(0.5)) : dueAt;
  const all = now.getTime() + Math.floor(beforeAll / pace.perMinute) * MINUTE;
  return new Date(Math.max(own.getTime(), all, now.getTime()));
}

/** Until which hour each part of the day lasts. */
const DAYTIMES: [until: number, name: string][] = [
  [7, 'early'],
  [12, 'morning'],
  [17, 'afternoon'],
  [21, 'evening'],
  [24, 'night'],
];

/** A time by the keys of its words: "queue:when.on.morning" with "queue:days.tuesday". */
export type When = { key: string; day: string; at: Date };

/** "within a few minutes", "this afternoon", "on Tuesday morning", "on Tuesday 8 December". */
export function whenInWords(at: Date, now: Date): When {
  const { day, hour } = inLondon(at);
  const words = (key: string): When => ({
    key: `queue:when.${key}`,
    day: `queue:days.${weekdayOf(day)}`,
    at,
  });
  const wait = at.getTime() - now.getTime();
  if (wait < 5 * MINUTE) return words('minutes');
  if (wait < HOUR) return words('hour');
  const daytime = DAYTIMES.find(([until]) => hour < until)?.[1];
  if (day === londonDay(now)) return words(`today.${daytime}`);
  return words(wait < 6 * DAY ? `on.${daytime}` : 'date');
}

/** "about 40": nobody needs to know that it was 37. */
export const roundedCount = (count: number): number => (count < 10 ? count : Math.round(count / 10) * 10);
