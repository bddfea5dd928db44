/** Where education is decided elsewhere than in Westminster. */
export type DevolvedNation = 'Scotland' | 'Wales' | 'Northern Ireland';

/** What the words of each are called, in the language of a page: "mps:nations.{key}". */
const KEYS: Record<DevolvedNation, string> = {
  Scotland: 'scotland',
  Wales: 'wales',
  'Northern Ireland': 'northernIreland',
};

/** Whether others than Westminster decide on schools there. */
export function isDevolved(nation: string): nation is DevolvedNation {
  return nation in KEYS;
}

/** The keys of "in Wales", who decides on schools there, who represents people there, and where to find them. */
export const wordsOfNation = (nation: DevolvedNation) => ({
  inside: `mps:nations.${KEYS[nation]}.inside`,
  parliament: `mps:nations.${KEYS[nation]}.parliament`,
  representative: `mps:nations.${KEYS[nation]}.representative`,
  find: `mps:nations.${KEYS[nation]}.find`,
});
