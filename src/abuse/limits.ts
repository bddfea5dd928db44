/** What is limited. */
export type Use = 'look-up' | 'begin' | 'hand-over' | 'word-file' | 'keep-in-touch' | 'mail' | 'counts';

/**
 * By whom it is counted. `home`: one IPv4 address or an IPv6 /64; `network`: the IPv4 /24 or IPv6 /48
 * around it, as one customer may own as much; `email`: an address that mail would go to, whatever
 * stands behind a plus sign in it.
 */
export type Scope = 'home' | 'network' | 'email';

/** So many uses in so many seconds, from the first of them. */
type Limit = { use: Use; by: Scope; uses: number; seconds: number; why: string };

/** Every limit. A whole town can share one IPv4 address behind a phone network: they are wide. */
export const LIMITS: readonly Limit[] = [
  {
    use: 'look-up',
    by: 'home',
    uses: 120,
    seconds: 600,
    why: 'a class or a phone network looks up a dozen a minute; copying out the postcodes takes millions',
  },
  { use: 'look-up', by: 'network', uses: 1_200, seconds: 600, why: 'ten busy homes at once' },
  {
    use: 'begin',
    by: 'home',
    uses: 240,
    seconds: 3_600,
    why: 'four for each letter that may be handed over; a draft keeps long texts for days, and the disk is not to fill',
  },
  { use: 'begin', by: 'network', uses: 2_400, seconds: 3_600, why: 'ten busy homes at once' },
  {
    use: 'hand-over',
    by: 'home',
    uses: 60,
    seconds: 3_600,
    why: 'a hall of sixty people who write on one Wi-Fi; each hand-over sends a mail',
  },
  { use: 'hand-over', by: 'network', uses: 600, seconds: 3_600, why: 'ten such halls in one town' },
  {
    use: 'word-file',
    by: 'home',
    uses: 60,
    seconds: 3_600,
    why: 'the same hall; one of many short paragraphs takes a second to make, in which nobody else is heard',
  },
  { use: 'word-file', by: 'network', uses: 600, seconds: 3_600, why: 'as for handing over' },
  { use: 'keep-in-touch', by: 'home', uses: 60, seconds: 3_600, why: 'as for handing over' },
  { use: 'keep-in-touch', by: 'network', uses: 600, seconds: 3_600, why: 'as for handing over' },
  {
    use: 'mail',
    by: 'email',
    uses: 6,
    seconds: 86_400,
    why: 'a family of six on one address; nobody’s letter box is to be flooded through us',
  },
  {
    use: 'counts',
    by: 'home',
    uses: 120,
    seconds: 3_600,
    why: 'a spreadsheet that asks every minute, twice',
  },
];
