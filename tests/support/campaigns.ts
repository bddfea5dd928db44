import { expect } from 'vitest';
import { signIn } from './staff.ts';
import type { World } from './world.ts';

export const CAMPAIGNS = '/staff/campaigns';
export type CampaignDesk = Awaited<ReturnType<typeof openCampaignDesk>>;

/** The words and settings of a plainly invented campaign, as its form sends them. */
export const DETAILS = {
  name: 'Meals, not fines',
  promoter: 'Invented Kitchens',
  summary: 'Ask your MP for a warm meal at every school.',
  background: 'Hungry children cannot learn.',
  thanks: 'Thank you for writing.',
  target_count: '5000',
  follow_up_days: '21',
  colour: '#1f4b5f',
  default_language: 'en',
};

/** An editor at work on campaigns, through the forms of the staff area. */
export async function openCampaignDesk(world: World) {
  const editor = await signIn(world, 'editor');
  const row = (slug: string) => world.deps.db.read.campaign.findUniqueOrThrow({ where: { slug } });
  const revisionOf = async (slug: string) => String((await row(slug)).revision);

  async function send(url: string, form: Record<string, string>, status: number) {
    const answer = await editor.post(url, form);
    expect([url, answer.status]).toEqual([url, status]);
    return answer;
  }

  /** Posts to a campaign's page with the revision that it has now. */
  async function post(slug: string, page: string, form: Record<string, string>) {
    return editor.post(`${CAMPAIGNS}/${slug}${page}`, { revision: await revisionOf(slug), ...form });
  }

  return {
    editor,
    row,
    revisionOf,
    send,
    post,
    /** Makes a campaign of that slug, with words and without lists or a letter. */
    async draft(slug: string, details: Partial<typeof DETAILS> = {}): Promise<void> {
      await send(CAMPAIGNS, { name: 'Meals', slug }, 303);
      const saved = await post(slug, '', { slug, ...DETAILS, ...details });
      expect([saved.status, saved.headers.location]).toEqual([303, `${CAMPAIGNS}/${slug}?done=details`]);
    },
    /** Copies the starter campaign, which lacks nothing. */
    copy: (slug: string) => send(CAMPAIGNS, { name: 'A copy', slug, from: 'school-attendance' }, 303),
    async publish(slug: string, body: string): Promise<void> {
      const { id: campaignId } = await row(slug);
      await world.deps.db.write(async tx => {
        const version = (await tx.templateVersion.count({ where: { campaignId } })) + 1;
        const words = { subject: 'Meals', body, createdAt: world.deps.clock() };
        await tx.templateVersion.create({ data: { campaignId, version, ...words } });
      });
    },
  };
}
