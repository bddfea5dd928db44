import { z } from 'zod';
import { type Clock, DAY } from '../clock.ts';
import type { Limits, LiveService } from './live-service.ts';
import type { LiveAnswer, LiveLookup } from './mp-lookup.ts';

/** A supporter waits at most two seconds, the second try included. */
export const POSTCODES_LIMITS: Limits = {
  total: 2_000,
  perTry: 1_200,
  tries: 2,
  pause: 50,
  maxBytes: 64 * 1024,
  retried: ['unreachable', 'too-slow', 'server-error'],
};

/** Answers kept in memory, and for how long: new postcodes come every quarter. */
const CACHED = 1_000;
const CACHED_FOR = DAY;

// https://postcodes.io/docs/postcode/schema
const living = z.object({
  postcode: z.string().optional(),
  country: z.string(),
  codes: z.object({ parliamentary_constituency_2024: z.string().nullable() }),
});
// https://postcodes.io/docs/terminated-postcode/schema: where it was, and no constituency.
const withdrawn = z.object({
  longitude: z.number().nullable().optional(),
  latitude: z.number().nullable().optional(),
});
const livingReply = z.object({ result: living });
const withdrawnReply = z.object({ result: withdrawn.extend(living.partial().shape) });
const nearestReply = z.object({ result: z.array(living).nullable() });

type Living = z.infer<typeof living>;

/**
 * Asks postcodes.io which constituency a postcode lies in; for one that Royal Mail has withdrawn, which
 * one the nearest postcode lies in.
 *
 * @param nations every constituency's nation, by ONS code
 * @returns undefined where it does not know, cannot be asked, or says what cannot be true
 */
export function postcodesIo(
  service: LiveService,
  nations: ReadonlyMap<string, string>,
  clock: Clock,
): LiveLookup {
  const cache = new Map<string, { answer: LiveAnswer | undefined; until: number }>();

  return async ({ postcode }, candidates) => {
    const cached = cache.get(postcode);
    if (cached && cached.until > clock().getTime()) return cached.answer;
    const asked = await ask(postcode, candidates);
    if (asked === 'fault') return undefined;
    cache.delete(postcode);
    cache.set(postcode, { answer: asked, until: clock().getTime() + CACHED_FOR });
    const [oldest] = cache.keys();
    if (cache.size > CACHED && oldest) cache.delete(oldest);
    return asked;
  };

  async function ask(postcode: string, candidates: readonly string[]) {
    const deadline = service.newDeadline();
    const code = encodeURIComponent(postcode);
    const now = await service.get(`/postcodes/${code}`, livingReply, deadline);
    if (now.kind === 'ok') {
      const { result } = now.value;
      if (!isSame(result.postcode, postcode)) return disbelieved();
      return answerOf(result, candidates, false);
    }
    if (now.kind === 'fault') return 'fault';
    const before = await service.get(`/terminated_postcodes/${code}`, withdrawnReply, deadline);
    if (before.kind !== 'ok') return before.kind === 'not-found' ? undefined : 'fault';
    const { result } = before.value;
    if (result.codes && result.country) {
      return answerOf({ codes: result.codes, country: result.country }, candidates, true);
    }
    const { longitude, latitude } = result;
    if (typeof longitude !== 'number' || typeof latitude !== 'number') return undefined;
    const there = `/postcodes?lon=${longitude}&lat=${latitude}&limit=1`;
    const near = await service.get(there, nearestReply, deadline);
    if (near.kind !== 'ok') return near.kind === 'not-found' ? undefined : 'fault';
    const [nearest] = near.value.result ?? [];
    return nearest && answerOf(nearest, candidates, true);
  }

  async function answerOf(place: Living, candidates: readonly string[], terminated: boolean) {
    const constituency = place.codes.parliamentary_constituency_2024;
    if (constituency === null) return undefined;
    if (!isBelievable(constituency, place.country, candidates, nations)) return disbelieved();
    return { constituency, terminated };
  }

  async function disbelieved() {
    await service.disbelieve();
    return 'fault' as const;
  }
}

/**
 * Whether an answer fits what is known: its constituency exists and lies in the nation named, and
 * that nation is one of those that the postcode's sector lies in.
 */
export function isBelievable(
  constituency: string,
  country: string,
  candidates: readonly string[],
  nations: ReadonlyMap<string, string>,
): boolean {
  const nation = nations.get(constituency);
  if (nation === undefined || nation !== country) return false;
  return candidates.length === 0 || candidates.some(candidate => nations.get(candidate) === nation);
}

const isSame = (replied: string | undefined, asked: string) =>
  replied === undefined || replied.replace(/\s/g, '').toUpperCase() === asked.replace(/\s/g, '');
