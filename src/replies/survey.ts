import { DAY, londonDate } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { CampaignModel, LetterWhereInput } from '../db/generated/models.ts';
import { othersTurn } from '../db/others-turn.ts';
import { queueMail, unreachable, withdrawMail } from '../delivery/outbox.ts';
import { openDoor } from '../letters/door.ts';
import { type MailParts, mailToSupporter, wordsFor } from '../letters/letter-mails.ts';
import { afterMove } from '../letters/letter-state.ts';
import { readLetter } from '../letters/letter-store.ts';
import { ASKED_AGAIN_AFTER } from '../letters/retention.ts';
import type { Message } from '../mail/message.ts';
import { addToken } from '../tokens/token.ts';
import { ANSWERS, type Answer, canBeAnswered, moveFor } from './answer.ts';

/** Questions that one transaction queues. */
const BATCH = 100;

/** Letters whose writer can still be asked: not answered, not ended, and it is known who wrote. */
const OPEN = { answer: null, askingEndedAt: null, keeps: { not: 'nothing' } };

/** Whose MP may have replied by now: letters that we sent, and letters that their writers did. */
const ASKED = [
  { who: { state: 'accepted' }, left: 'settledAt' },
  { who: { state: 'confirmed', way: 'own_means' }, left: 'confirmedAt' },
] as const;

type Question = { noted: 'askedAt' | 'askedAgainAt'; where: LetterWhereInput };

/** Whom to ask for the first time, and whom once more. Each is a stretch of an index; an OR of them would be none. */
function questionsOf({ id: campaignId, followUpDays }: CampaignModel, now: Date): Question[] {
  const ago = (time: number) => ({ lte: new Date(now.getTime() - time) });
  return ASKED.flatMap(({ who, left }): Question[] => {
    const open = { ...OPEN, ...who, campaignId, askedAgainAt: null };
    return [
      { noted: 'askedAt', where: { ...open, askedAt: null, [left]: ago(followUpDays * DAY) } },
      { noted: 'askedAgainAt', where: { ...open, askedAt: ago(ASKED_AGAIN_AFTER) } },
    ];
  });
}

/** Asks whoever is due: once after the campaign's days, and once more a week later. @returns how many mails */
export async function askForReplies(parts: MailParts & { db: Database }, now: Date): Promise<number> {
  let asked = 0;
  for (const campaign of await parts.db.read.campaign.findMany()) {
    for (const question of questionsOf(campaign, now)) {
      for (let looked = BATCH; looked === BATCH; ) {
        const batch = await parts.db.write(tx => askBatch(tx, parts, campaign, question, now));
        looked = batch.looked;
        asked += batch.queued;
        await othersTurn();
      }
    }
  }
  return asked;
}

async function askBatch(
  tx: Transaction,
  parts: MailParts,
  campaign: CampaignModel,
  { noted, where }: Question,
  now: Date,
) {
  const due = await tx.letter.findMany({ where, select: { id: true }, take: BATCH });
  const ids = due.map(({ id }) => id);
  await tx.letter.updateMany({ where: { id: { in: ids } }, data: { [noted]: now } });
  const failing = await unreachable(tx, ids, ['carry_on', 'confirmation', 'reminder', 'copy', 'survey']);
  await tx.letter.updateMany({ where: { id: { in: [...failing] } }, data: { askingEndedAt: now } });
  const reachable = ids.filter(id => !failing.has(id));
  for (const id of reachable) {
    const message = await surveyMail(tx, parts, campaign, { id, again: noted === 'askedAgainAt' }, now);
    await queueMail(tx, { kind: 'survey', aboutId: id, message }, now);
  }
  return { looked: ids.length, queued: reachable.length };
}

/** The question, with a link for each answer. It carries no campaigning: nobody has agreed to that here. */
async function surveyMail(
  tx: Transaction,
  parts: MailParts,
  campaign: CampaignModel,
  { id, again }: { id: string; again: boolean },
  now: Date,
): Promise<Message> {
  const letter = await readLetter(tx, id);
  const reply = new URL(`/reply/${await addToken(tx, 'reply', { letterId: id }, now)}`, parts.baseUrl).href;
  const unsubscribe = new URL(
    `/unsubscribe/${await addToken(tx, 'unsubscribe', { letterId: id }, now)}`,
    parts.baseUrl,
  );
  const message = mailToSupporter(letter, campaign, parts, 'survey', {
    again,
    wroteOn: londonDate(letter.settledAt ?? letter.confirmedAt ?? now, wordsFor(letter, parts).language),
    answers: ANSWERS.map(({ key, title }) => ({ title, link: `${reply}?answer=${key}` })),
    unsubscribe: unsubscribe.href,
    door: await openDoor(tx, parts, id, now),
  });
  // Mail programs take an address with https alone.
  return unsubscribe.protocol === 'https:' ? { ...message, unsubscribe: unsubscribe.href } : message;
}

/** Keeps what the writer says, in the place of what they said before. @returns false: the letter takes no answer */
export async function recordAnswer(tx: Transaction, id: string, answer: Answer, now: Date): Promise<boolean> {
  const letter = await readLetter(tx, id);
  if (!canBeAnswered(letter)) return false;
  const move = moveFor(letter, answer);
  await withdrawMail(tx, id, ['survey'], now);
  await tx.letter.update({
    where: { id },
    data: {
      answer: answer.key,
      answeredAt: now,
      ...(move ? { state: afterMove(letter.state, move), updatedAt: now } : {}),
    },
  });
  return true;
}

/** No such question reaches this writer any more, about whichever letter. */
export async function endAsking(tx: Transaction, id: string, now: Date): Promise<void> {
  const { personKey } = await readLetter(tx, id);
  const letters = await tx.letter.findMany({
    where: { OR: [{ id }, ...(personKey ? [{ personKey }] : [])], askingEndedAt: null },
    select: { id: true },
  });
  for (const letter of letters) await withdrawMail(tx, letter.id, ['survey'], now);
  await tx.letter.updateMany({
    where: { id: { in: letters.map(letter => letter.id) } },
    data: { askingEndedAt: now },
  });
}
