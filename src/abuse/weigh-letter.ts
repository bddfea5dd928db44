import { DAY } from '../clock.ts';
import type { Transaction } from '../db/database.ts';
import { lettersAlike, storyBands } from './story-bands.ts';
import { addressFamily, reasonToHold, type Sign } from './suspicion.ts';
import { addToTallies, readTally } from './tally.ts';

/** A letter at the moment that its writer confirms it. */
type Weighed = {
  campaignId: number;
  story: string;
  email: string;
  postcode: string;
  constituencyCode: string | null;
  signs: Sign[];
};

/** @param home where it was confirmed from @returns why it should be looked at before it leaves, or null */
export type WeighLetter = (
  tx: Transaction,
  letter: Weighed,
  home: string,
  now: Date,
) => Promise<string | null>;

/** Stories are compared with those of the last days. */
const STORIES_FOR = 7 * DAY;
const WRITERS_FOR = DAY;

/**
 * Compares a letter with those of late by counts alone: the work is the same however many letters there
 * are. The counts stand under keyed hashes, so that no story, address or postcode is kept for this. Only
 * the story is compared: the words of the template are the same in every letter, and are meant to be.
 */
export function letterWeigher(mark: (text: string) => string): WeighLetter {
  return async (tx, letter, home, now) => {
    const key = (...parts: (string | number)[]) => mark(parts.join(' ')).slice(0, 22);
    const { campaignId, constituencyCode } = letter;
    const bands = storyBands(letter.story).map((band, i) => key('story', campaignId, i, band));
    const shared = await addToTallies(tx, bands, new Date(now.getTime() + STORIES_FOR), now);
    const family = addressFamily(letter.email);
    return reasonToHold(letter.signs, {
      stories: Math.max(0, lettersAlike(shared) - 1),
      postcodes: await places('writer', family, letter.postcode),
      constituencies: await places('home', home, constituencyCode ?? ''),
    });

    /** Counts a place that a writer or a home has not written from yet. @returns from how many they have */
    async function places(kind: string, who: string, place: string): Promise<number> {
      const ends = new Date(now.getTime() + WRITERS_FOR);
      const all = key(kind, campaignId, who);
      const [before = 0] = await addToTallies(tx, [key(kind, campaignId, who, place)], ends, now);
      if (before > 1) return readTally(tx, all);
      const [count = 0] = await addToTallies(tx, [all], ends, now);
      return count;
    }
  };
}
