// npm run reading-age: how old one has to be to read what supporters read, and the sentences that are hardest.

import { englishSentences } from './english-sentences.ts';
import { hardest, readingAge } from './reading-age.ts';

const sentences = englishSentences();
const { age, words } = readingAge(sentences);
console.log(`Reading age ${age.toFixed(1)} (${sentences.length} sentences, ${words} words). The hardest:`);
for (const { sentence, age } of hardest(sentences, 25))
  console.log(`${age.toFixed(0).padStart(3)}  ${sentence}`);
