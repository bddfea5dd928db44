import { DAY } from '../clock.ts';
import type { Transaction } from '../db/database.ts';
import { lettersAlike, storyBands } from './story-bands.ts';
import { addressFamily, reasonToHold, type Sign } from './suspicion.ts';
import { addToTallies, readTally, sweepTallies } from './tally.ts';

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
    const { campaignId, story, signs } = letter;
    const key = (...parts: (string | number)[]) => mark([campaignId, ...parts].join(' ')).slice(0, 22);
    const inDay = { expiresAt: new Date(now.getTime() + WRITERS_FOR) };
    const inWeek = { expiresAt: new Date(now.getTime() + STORIES_FOR) };
    const writer = key('writer', addressFamily(letter.email));
    const network = key('home', home);

    await sweepTallies(tx, now);
    const [atPostcode, atConstituency, ...shared] = await addToTallies(tx, [
      { key: key(writer, letter.postcode), ...inDay },
      { key: key(network, letter.constituencyCode ?? ''), ...inDay },
      ...storyBands(story).map((band, i) => ({ key: key('story', i, band), ...inWeek })),
    ]);
    // A place that was not written from before is one more.
    await addToTallies(tx, [
      ...(atPostcode === 1 ? [{ key: writer, ...inDay }] : []),
      ...(atConstituency === 1 ? [{ key: network, ...inDay }] : []),
    ]);
    return reasonToHold(signs, {
      stories: Math.max(0, lettersAlike(shared) - 1),
      postcodes: await readTally(tx, writer),
      constituencies: await readTally(tx, network),
    });
  };
}
