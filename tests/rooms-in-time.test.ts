import { describe, expect, it } from 'vitest';
import { roomsInTime, roomsOf, type TimedFile } from '../scripts/rooms-in-time.ts';

/** One worker: each begins where the one before ended. */
const FILES = oneAfterTheOther({
  'web/errors': 20,
  'letters/letter-form': 40,
  'letters/letter-state': 10,
  start: 5,
  'delivery/worker': 20,
  'db/migrate': 10,
});

describe('rooms of tests for which there is time', () => {
  it('are all of them where there is enough, those first that differ most', () => {
    expect(roomsInTime(FILES, 2, 210)).toEqual(['db', 'delivery', 'web', 'letters', 'start']);
  });

  it('are those that matter most, and smaller ones in what is left', () => {
    expect(roomsInTime(FILES, 2, 75)).toEqual(['db', 'delivery', 'start']);
  });

  it('are fewer where each takes longer', () => {
    expect(roomsInTime(FILES, 6, 75)).toEqual(['db']);
  });

  it.each([0, -30])('are the first alone where %d seconds are left', seconds => {
    expect(roomsInTime(FILES, 2, seconds)).toEqual(['db']);
  });

  it('take half of the time where two run side by side', () => {
    expect(roomsInTime([...FILES, ...FILES], 2, 75)).toEqual(roomsInTime(FILES, 2, 75));
  });

  it('are none where nothing was run', () => {
    expect(roomsInTime([], 2, 100)).toEqual([]);
    expect(roomsOf([])).toEqual([]);
  });
});

function oneAfterTheOther(seconds: Record<string, number>): TimedFile[] {
  let now = 0;
  return Object.entries(seconds).map(([name, long]) => {
    const startTime = now;
    now += long * 1_000;
    return { name: `${process.cwd()}/tests/${name}.test.ts`, startTime, endTime: now };
  });
}
