import { median, slopeOf } from './measure.ts';

/** What the site's process holds at one moment, after a collection; see soak-probe.mjs. */
export type Sample = {
  /** Seconds since the load began. */
  at: number;
  /** Letters handed over so far. */
  letters: number;
  /** Megabytes. */
  rss: number;
  heap: number;
  /** The write-ahead log. */
  wal: number;
  handles: number;
  /** Milliseconds that the event loop was late since the sample before: p99 and longest. */
  delay: number;
  longest: number;
};

export type Finding = { what: string; found: string; bound: string; kept: boolean };

/** Growth that is noise, megabytes in the time that is judged: of the heap, of the whole process. */
const GROWTH = { heap: 10, rss: 30 };
const MOST_WAL = 64;
const MOST_HANDLES = 10;
const MOST_DELAY = 250;

/**
 * Whether what the process holds stays as it is. The first third of the samples warms up: code is compiled and
 * caches fill.
 */
export function verdictOf(samples: Sample[]): Finding[] {
  const judged = samples.slice(Math.ceil(samples.length / 3));
  const [first, last] = [judged[0], judged.at(-1)];
  if (!first || !last || judged.length < 4) throw new Error('There are too few samples to judge by');
  const seconds = last.at - first.at;
  const grew = (of: 'heap' | 'rss') => {
    const slope = slopeOf(judged.map(sample => [sample.at, sample[of]] as const));
    const growth = slope * seconds;
    const letters = last.letters - first.letters;
    return {
      what: `${of === 'heap' ? 'heap after collection' : 'whole process'}`,
      found: `${signed(growth)} MB in ${Math.round(seconds)} s and ${letters} letters, from ${first[of].toFixed(0)} to ${last[of].toFixed(0)} MB`,
      bound: `${GROWTH[of]} MB`,
      kept: growth <= GROWTH[of],
    };
  };
  const half = Math.floor(judged.length / 2);
  const handles =
    median(judged.slice(half).map(one => one.handles)) -
    median(judged.slice(0, half).map(one => one.handles));
  const wal = Math.max(...samples.map(one => one.wal));
  const delay = median(judged.map(one => one.delay));
  const longest = Math.max(...judged.map(one => one.longest));
  return [
    grew('heap'),
    grew('rss'),
    {
      what: 'handles besides connections',
      found: `${signed(handles)} from the earlier half to the later`,
      bound: `${MOST_HANDLES}`,
      kept: handles <= MOST_HANDLES,
    },
    {
      what: 'write-ahead log',
      found: `${wal.toFixed(1)} MB at most`,
      bound: `${MOST_WAL} MB`,
      kept: wal <= MOST_WAL,
    },
    {
      what: 'event loop, p99 of its delay',
      found: `${delay.toFixed(0)} ms as a rule, ${longest.toFixed(0)} ms the longest of all`,
      bound: `${MOST_DELAY} ms`,
      kept: delay <= MOST_DELAY,
    },
  ];
}

const signed = (value: number) => `${value >= 0 ? '+' : ''}${value.toFixed(1)}`;
