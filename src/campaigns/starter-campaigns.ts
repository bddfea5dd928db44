import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { textsOf, welshFor } from './campaign-words.ts';
import { slugProblem } from './slug.ts';
import type { TemplateWords } from './variants.ts';

const key = z.string().regex(/^[a-z][a-z0-9-]*$/);

const wording = {
  subject: z.string(),
  body: z.string().describe('file name'),
  subjectCy: z.string(),
  bodyCy: z.string().describe('file name'),
};

const values = z.array(z.string()).default([]);
const rule = z.object({ circumstance: values, nation: values, relationship: values, school: values });

const starterCampaign = z.object({
  slug: z
    .string()
    .refine(slug => slugProblem(slug) === null, 'cannot be the name of a campaign in addresses'),
  name: z.string(),
  promoter: z.string(),
  summary: z.string(),
  background: z.string(),
  asks: z.array(z.object({ key, title: z.string(), detail: z.string() })),
  experiences: z.array(z.object({ key, title: z.string() })),
  organisations: z.array(z.object({ key, name: z.string() })),
  prompts: z.array(
    z.object({
      question: z.string(),
      questionCy: z.string(),
      relationships: z.array(key).default([]),
      experiences: z.array(key).default([]),
    }),
  ),
  welsh: z.record(z.string().describe('id of a text'), z.string()),
  letter: z.object({
    ...wording,
    variants: z.array(z.object({ key, name: z.string(), rule, ...wording })),
  }),
});

type StarterLetter = z.infer<typeof starterCampaign>['letter'];

/** Loads the campaigns in `dir` that the database does not have yet; what staff changed stays as it is. */
export async function loadStarterCampaigns(db: Database, dir: string, now: Date): Promise<void> {
  for (const file of readdirSync(dir).filter(name => name.endsWith('.json'))) {
    const { letter, asks, experiences, organisations, prompts, welsh, ...campaign } = starterCampaign.parse(
      JSON.parse(readFileSync(path.join(dir, file), 'utf8')),
    );
    const inEnglish = {
      ...{ thanks: '', pauseMessage: '', closeMessage: '', ...campaign, welsh: {} },
      ...{
        asks: asks.map(onOffer),
        experiences: experiences.map(onOffer),
        organisations: organisations.map(onOffer),
      },
    };
    await db.write(async tx => {
      if (await tx.campaign.findUnique({ where: { slug: campaign.slug } })) return;
      await tx.campaign.create({
        data: {
          ...campaign,
          welsh: welshFor(textsOf(inEnglish), welsh),
          openedAt: now,
          asks: { create: asks.map(inPosition) },
          experiences: { create: experiences.map(inPosition) },
          organisations: { create: organisations.map(inPosition) },
          prompts: { create: prompts.map(inPosition) },
          templateVersions: { create: { version: 1, ...readTexts(letter, dir), createdAt: now } },
        },
      });
    });
  }
}

const onOffer = <T>(row: T) => ({ ...row, retiredAt: null });
const inPosition = <T>(row: T, position: number) => ({ ...row, position });

/** The letter with the texts in the place of their files' names. */
function readTexts(letter: StarterLetter, dir: string): TemplateWords {
  const withTexts = <T extends { body: string; bodyCy: string }>(one: T): T => {
    const textOf = (file: string) => readFileSync(path.join(dir, file), 'utf8');
    return { ...one, body: textOf(one.body), bodyCy: textOf(one.bodyCy) };
  };
  return { ...withTexts(letter), variants: letter.variants.map(withTexts) };
}
