import Database from 'better-sqlite3';
import { TEMPLATE_LIMITS } from '../src/campaigns/template-tags.ts';
import { ANY, MOST_VARIANTS } from '../src/campaigns/variants.ts';
import { LETTER_LIMITS } from '../src/letters/letter.ts';
import { openDesk } from './desk.ts';
import { withLetters } from './letters.ts';
import { type Bench, median, type Result, spreadOf } from './measure.ts';
import { openStaffSite, type StaffSite, watched } from './staff-visit.ts';

/** So many that 10,000 of them share a story. */
const LETTERS = 110_000;
const STORIES = 10_000;
const MOST_CHOICES = 30;
const ROUNDS = 3;
/** Milliseconds: what a proxy waits at most, and what others may have to wait. */
const PROXY_WAITS = 60_000;
const OTHERS_WAIT = 250;

/** The dearest that staff can ask for, each at its largest; and what everybody else has to wait meanwhile. */
export const costly: Bench = async () => {
  const dir = await withLetters(LETTERS);
  const slug = await makeLargest(dir);
  const site = await openStaffSite(dir);
  const editor = `/staff/templates/${slug}`;
  const typed = { subject: 'Will you?', body: largestText('A'), fragment: 'yes' };
  try {
    return [
      ...(await measured(site, `${STORIES} stories of ${LETTER_LIMITS.story} characters as a workbook`, () =>
        site.post('/staff/export/stories.xlsx', {}),
      )),
      ...(await measured(site, 'the largest letter checked and shown', () =>
        site.post(`${editor}/preview`, typed),
      )),
      ...(await measured(site, 'the same beside another, all of it different', () =>
        site.get(`${editor}/publish`),
      )),
      ...(await measured(site, 'the page of its campaign', () => site.get(`/staff/campaigns/${slug}`))),
    ];
  } finally {
    await site.close();
  }
};

async function measured(site: StaffSite, name: string, ask: () => Promise<Response>): Promise<Result[]> {
  const [times, growths, waits]: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    let over = false;
    const start = performance.now();
    const asked = watched(site.pid, ask).finally(() => {
      over = true;
    });
    const longest = longestWait(site, () => over);
    const { growth } = await asked;
    times?.push(performance.now() - start);
    growths?.push(growth);
    waits?.push(await longest);
  }
  return [
    row(name, 'ms', times ?? [], PROXY_WAITS),
    row(`memory growth: ${name}`, 'MB', growths ?? []),
    row(`others wait: ${name}`, 'ms', waits ?? [], OTHERS_WAIT),
  ];
}

/** Asks for one plain page after another until it is over. @returns how long the slowest took, milliseconds */
async function longestWait({ get }: StaffSite, isOver: () => boolean): Promise<number> {
  let longest = 0;
  while (!isOver()) {
    const start = performance.now();
    await (await get('/privacy')).text();
    longest = Math.max(longest, performance.now() - start);
  }
  return longest;
}

function row(name: string, unit: string, values: number[], most?: number): Result {
  const value = median(values);
  return {
    ...{ name, unit, value, baseline: null, ratio: null, spread: spreadOf(values) },
    goal: most ? `at most ${most} ${unit}` : '',
    met: most ? value <= most : null,
  };
}

/** Makes stories as long as can be, and a letter as large as can be, published and as a draft. @returns the campaign's slug */
async function makeLargest(dir: string): Promise<string> {
  const { db, clock, close } = await openDesk(dir);
  const { id: campaignId, slug } = await db.read.campaign.findFirstOrThrow();
  const position = (index: number) => ({ campaignId, position: 100 + index, key: `choice-${index}` });
  const choices = Array.from({ length: MOST_CHOICES }, (_, index) => position(index));
  const wordsOf = (mark: string) => {
    const text = { subject: 'Will you?', body: largestText(mark), subjectCy: 'Wnewch chi?' };
    const texts = { ...text, bodyCy: text.body };
    // Each takes every letter: the first has them all, and each of the others is tried with some.
    const variants = Array.from({ length: MOST_VARIANTS }, (_, index) => ({
      ...{ ...texts, key: `variant-${index}`, name: `Variant ${index}`, rule: ANY },
    }));
    return { ...texts, variants };
  };
  await db.write(async tx => {
    await tx.ask.updateMany({ where: { campaignId }, data: { retiredAt: clock() } });
    await tx.ask.createMany({ data: choices.map(row => ({ ...row, title: row.key, detail: row.key })) });
    await tx.experience.updateMany({ where: { campaignId }, data: { retiredAt: clock() } });
    await tx.experience.createMany({ data: choices.map(row => ({ ...row, title: row.key })) });
    const latest = await tx.templateVersion.findFirstOrThrow({
      where: { campaignId },
      orderBy: { version: 'desc' },
    });
    const baseVersion = latest.version + 1;
    const version = { campaignId, version: baseVersion, createdAt: clock() };
    await tx.templateVersion.create({ data: { ...version, ...wordsOf('B') } });
    const saved = { savedAt: clock(), savedBy: 'ada@staff.example' };
    await tx.templateDraft.create({ data: { campaignId, baseVersion, ...saved, ...wordsOf('A') } });
  });
  const raw = new Database(`${dir}/dear-mp.db`);
  const shared = raw
    .prepare(
      `SELECT l.id FROM Letter l JOIN Consent k ON k.letterId = l.id AND k.kind = 'share_story'
       WHERE l.keeps = 'all' AND l.story <> '' AND l.shareStory IN ('anonymous', 'named')`,
    )
    .pluck()
    .all() as string[];
  if (shared.length < STORIES) throw new Error(`${shared.length} stories are too few`);
  const write = raw.prepare('UPDATE Letter SET story = ? WHERE id = ?');
  const long = 'She was well, and then the mornings began. '
    .repeat(LETTER_LIMITS.story)
    .slice(0, LETTER_LIMITS.story);
  raw.exec('BEGIN');
  for (const [index, id] of shared.entries()) {
    const { story } = db.sealRow('Letter', { id, story: index < STORIES ? long : '' });
    write.run(story, id);
  }
  raw.exec('COMMIT');
  raw.close();
  await close();
  return slug;
}

/** 20,000 characters with as many placeholders, and blocks as deep, as a text may have, with ten wordings and in short lines. */
function largestText(mark: string): string {
  const wordings = Array.from({ length: 10 }, (_, index) => `${mark} wording ${index}`).join('\n{{or}}\n');
  const deep = Array.from({ length: TEMPLATE_LIMITS.depth }, (_, index) => `{{#if asks.choice-${index}}}`);
  const top = '{{mp.name}}\nHouse of Commons\nLondon\nSW1A 0AA\n{{#oneOf}}\n';
  const head = `${top}${wordings}\n{{/oneOf}}\n${deep.join('')}${mark}${'{{/if}}'.repeat(deep.length)}\n`;
  const end = '{{story}}\nWill you?\n{{name}}\n{{address}}\n{{postcode}}\n';
  const left = TEMPLATE_LIMITS.tags - 16 - 2 * deep.length;
  const blocks = Array.from(
    { length: Math.floor(left / 2) },
    (_, index) =>
      `{{#if ${index % 2 ? 'asks' : 'experiences'}.choice-${index % MOST_CHOICES}}}${mark}{{/if}}\n`,
  ).join('');
  // The story of the longest letter takes half of what a letter may have.
  const room = LETTER_LIMITS.body - LETTER_LIMITS.story - 1_000 - blocks.length / 10;
  const lines = `${mark} line\n`.repeat(
    Math.min(room, TEMPLATE_LIMITS.source - head.length - blocks.length - end.length) / 7,
  );
  return head + blocks + lines + end;
}
