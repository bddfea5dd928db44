import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readResources } from '../src/languages/words.ts';
import { sentencesOf } from './reading-age.ts';

const ROOT = path.join(import.meta.dirname, '..');
const CAMPAIGN = path.join(ROOT, 'prisma', 'starter', 'campaigns', 'school-attendance.json');

/** Every sentence in English that a supporter can read: the words of pages and mails, and of the campaign that we ship. */
export function englishSentences(): string[] {
  const { letter: _, welsh: __, ...campaign } = JSON.parse(readFileSync(CAMPAIGN, 'utf8'));
  const texts = [readResources(path.join(ROOT, 'languages')).en, campaign].flatMap(textsIn);
  return [...new Set(texts.flatMap(sentencesOf))];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
