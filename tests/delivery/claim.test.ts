import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { LETTER_PRIORITY } from '../../src/delivery/outbox.ts';
import { openCampaignDesk } from '../support/campaigns.ts';
import { onPostgresql } from '../support/databases.ts';
import { plansOf } from '../support/query-plans.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
/** The campaign that is paused, and two that are not. */
let campaigns: [paused: number, first: number, second: number];
beforeEach(async () => {
  world = await openWorld();
  const desk = await openCampaignDesk(world);
  for (const slug of ['second', 'third']) await desk.copy(slug);
  const slugs = ['school-attendance', 'second', 'third'];
  campaigns = (await Promise.all(slugs.map(async slug => (await desk.row(slug)).id))) as typeof campaigns;
});
afterEach(() => world.close());

const claim = () =>
  claimMail(
    world.deps.db,
    { by: 'a test', limit: 4, pace: { perMpPerHour: 20, perMinute: 300 } },
    world.deps.clock(),
  );

/** Letters of these campaigns, due a minute after each other. */
async function queued(of: (number | null)[]): Promise<void> {
  const start = world.deps.clock().getTime() - 60 * MINUTE;
  await world.deps.db.write(tx =>
    tx.outboxMail.createMany({
      data: of.map((campaignId, i) => ({
        kind: 'letter',
        aboutId: `${i}`,
        messageId: `<${i}@campaign.example>`,
        message: {},
        state: 'queued',
        priority: LETTER_PRIORITY,
        campaignId,
        dueAt: new Date(start + i * MINUTE),
        createdAt: new Date(start),
      })),
    }),
  );
}

async function pause(campaignId: number): Promise<void> {
  const about = { reason: 'A reason', startedBy: 'somebody', startedAt: world.deps.clock() };
  await world.deps.db.write(tx => tx.pause.create({ data: { campaignId, ...about } }));
}

describe('what is claimed while one campaign is paused', () => {
  it('are the letters of the others, in the order in which they are due', async () => {
    const [paused, first, second] = campaigns;
    await queued([second, paused, first, null, paused, second, first]);
    await pause(paused);
    expect((await claim()).mails.map(({ aboutId }) => aboutId)).toEqual(['0', '2', '3', '5']);
    expect((await claim()).mails.map(({ aboutId }) => aboutId)).toEqual(['6']);
  });

  // EXPLAIN QUERY PLAN is SQLite's own.
  it.skipIf(onPostgresql)(
    'is found by an index that has no letter of the paused one in the way',
    async () => {
      await pause(campaigns[0]);
      const plans = await plansOf(world, 'OutboxMail', claim);
      expect(plans.filter(plan => plan.includes('priority'))).toEqual([
        expect.stringMatching(/\(state=\? AND priority=\? AND dueAt<\?\)$/),
        expect.stringMatching(/\(state=\? AND priority=\? AND campaignId=\? AND dueAt<\?\)$/),
        expect.stringMatching(/\(state=\? AND priority=\? AND campaignId=\? AND dueAt<\?\)$/),
      ]);
    },
  );
});
