import path from 'node:path';

/** A test file in vitest's report: its path, and when its tests began and ended, milliseconds. */
export type TimedFile = { name: string; startTime: number; endTime: number };

/** Where the two kinds of database differ most: who waits for whom, what is counted, what ends when. */
const FIRST = ['two-at-once', 'tokens', 'db', 'delivery', 'runs', 'retention', 'abuse', 'figures'];

/**
 * Which rooms of tests to run once more where there may not be time for all: those that matter most, the first in any case,
 * as long as they fit, and smaller ones in what is left.
 *
 * @param files as they ran before, side by side as they will again
 * @param slower how many times as long they take now
 * @param seconds that there are
 * @returns names under the folder `tests`
 */
export function roomsInTime(files: TimedFile[], slower: number, seconds: number): string[] {
  const share = (secondsOf(files) * slower) / sum(files.map(longOf));
  let left = seconds;
  return roomsOf(files).filter((room, place) => {
    const needs = share * sum(files.filter(({ name }) => roomOf(name) === room).map(longOf));
    if (needs > left && place > 0) return false;
    left -= needs;
    return true;
  });
}

/** Each room with tests, those first that matter most. */
export function roomsOf(files: TimedFile[]): string[] {
  const rooms = new Set(files.map(({ name }) => roomOf(name)));
  return [...new Set([...FIRST.filter(room => rooms.has(room)), ...rooms])];
}

/** From the first test to the last, seconds. */
function secondsOf(files: TimedFile[]): number {
  const first = Math.min(...files.map(({ startTime }) => startTime));
  return (Math.max(...files.map(({ endTime }) => endTime)) - first) / 1_000;
}

const longOf = ({ startTime, endTime }: TimedFile): number => endTime - startTime;
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);

/** `db` of `…/tests/db/migrate.test.ts`, and `start` of `…/tests/start.test.ts`. */
function roomOf(file: string): string {
  const [room = ''] = path.relative('tests', file).split(path.sep);
  return room.replace('.test.ts', '');
}
