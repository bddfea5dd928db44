// Opens the index that is named, in a process of its own: how long that takes, and what it leaves resident.
import { openPostcodeIndex } from '../src/mps/postcode-index.ts';

const resident = () => {
  global.gc?.();
  return process.memoryUsage.rss();
};
const before = resident();
const start = performance.now();
const index = openPostcodeIndex(process.argv[2] ?? '');
const ms = performance.now() - start;
const mb = (resident() - before) / 1e6;
if (index.about.postcodes === 0) throw new Error('the index is empty');
console.log(JSON.stringify({ ms, mb }));
