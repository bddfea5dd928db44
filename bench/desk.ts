import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pino from 'pino';
import { loadConfig } from '../src/config.ts';
import { queueMail } from '../src/delivery/outbox.ts';
import { buildDeps, type Deps } from '../src/deps.ts';
import { addresseeOf, type Letter, laneOf } from '../src/letters/letter.ts';
import { letterMail } from '../src/letters/letter-mails.ts';
import { newReference } from '../src/letters/reference.ts';
import type { Message } from '../src/mail/message.ts';
import type { Member } from '../src/mps/member.ts';

/** What a supporter of middling length writes; plainly invented. */
export const ANSWERS = {
  relationship: 'parent',
  asks: ['culture', 'code'],
  experiences: ['fines'],
  story: 'She was well, and then the mornings began. '.repeat(30).trim(),
  name: 'Ada Example',
  email: 'ada@supporter.example',
  address1: '1 Invented Street',
  address2: 'Flat 2',
  town: 'Exampleton',
};

/** Everything that the application is built from, in this process, on a database in `dir`. */
export function openDesk(dir: string, env: Record<string, string> = {}): Promise<Deps> {
  const settings = {
    NODE_ENV: 'test',
    DATABASE_URL: `file:${path.join(dir, 'dear-mp.db')}`,
    MAIL_FROM: 'letters@campaign.example',
    PACE_PER_MP_PER_HOUR: '100000000',
    PACE_PER_MINUTE: '100000000',
    ...env,
  };
  return buildDeps(loadConfig(settings), { log: pino({ level: 'silent' }) });
}

/** Drafts as supporters begin them, one for each of the seats in turn. @returns their ids */
export async function beginDrafts({ db, clock }: Deps, count: number): Promise<string[]> {
  const campaign = await db.read.campaign.findFirstOrThrow({ include: { templateVersions: true } });
  const ids = Array.from({ length: count }, () => randomUUID());
  const now = clock();
  await db.write(async tx => {
    for (const id of ids) {
      await tx.letter.create({
        data: {
          id,
          reference: newReference(),
          campaignId: campaign.id,
          templateVersionId: campaign.templateVersions[0]?.id ?? 0,
          draftKeyHash: id,
          state: 'draft',
          postcode: 'ZZ99 3VZ',
          asks: [],
          experiences: [],
          updates: [],
          signs: [],
          createdAt: now,
          updatedAt: now,
        },
      });
    }
  });
  return ids;
}

/** Confirmed letters whose mails stand in the outbox. @returns the mails' messages */
export async function queueLetters(deps: Deps, count: number): Promise<Message[]> {
  const { db, clock } = deps;
  const seats = await db.read.constituency.findMany({
    where: { nation: 'England', member: { email: { not: null } } },
    include: { member: true },
  });
  const campaign = await db.read.campaign.findFirstOrThrow();
  const ids = await beginDrafts(deps, count);
  const now = clock();
  const messages: Message[] = [];
  await db.write(async tx => {
    for (const [i, id] of ids.entries()) {
      const seat = seats[i % seats.length];
      if (!seat?.member) continue;
      const letter = (await tx.letter.update({
        where: { id },
        data: {
          ...ANSWERS,
          ...addresseeOf(ANSWERS, { name: seat.name, member: seat.member as Member }),
          constituencyCode: seat.code,
          subject: 'From your constituent Ada Example',
          body: `${ANSWERS.story}\n\n${'I ask you to press the Government for a new approach. '.repeat(30)}`,
          state: 'confirmed',
          confirmedAt: now,
        },
      })) as Letter;
      const message = letterMail(letter, campaign, deps);
      messages.push(message);
      await queueMail(tx, { kind: 'letter', aboutId: id, message, lane: laneOf(letter) }, now);
    }
  });
  return messages;
}
