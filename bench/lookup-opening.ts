// Opens the index that is named, in a process of its own: how long that takes, and what it leaves resident.
import { setTimeout as wait } from 'node:timers/promises';
import { openPostcodeIndex } from '../src/mps/postcode-index.ts';

/** V8 gives freed pages back on threads of its own, a little later. */
async function resident(): Promise<number> {
  global.gc?.();
  await wait(500);
  return process.memoryUsage.rss();
}

const before = await resident();
const start = performance.now();
const index = openPostcodeIndex(process.argv[2] ?? '');
const ms = performance.now() - start;
const mb = ((await resident()) - before) / 1e6;
if (index.about.postcodes === 0) throw new Error('the index is empty');
console.log(JSON.stringify({ ms, mb }));
