import { type Database, ONLY_ID, type Transaction } from '../db/database.ts';
import { changeMessage, type OnLeaving, queueMail, withdrawMail } from '../delivery/outbox.ts';
import { nameIn } from '../mps/constituency-name.ts';
import { readSeat, type Seat } from '../mps/mp-store.ts';
import { issueConfirmToken } from '../tokens/token.ts';
import { openDoor } from './door.ts';
import { decideLeaving, type Leaving } from './leaving.ts';
import { addresseeOf, type Letter, readdressed } from './letter.ts';
import { type MailParts, mailToSupporter, wordsFor } from './letter-mails.ts';
import { afterMove } from './letter-state.ts';
import { campaignFor } from './letter-store.ts';

type LeavingParts = { db: Database } & MailParts;

type Case = { tx: Transaction; letter: Letter; seat: Seat; now: Date; parts: LeavingParts };

/** The letter is still the supporter's: it waits for them, for an MP, or goes by their own means. */
const BECOMES: Record<Exclude<Leaving, 'send' | 'withdraw'>, (given: Case) => Promise<void>> = {
  'new-address': useNewAddress,
  'own-means': giveBack,
  'ask-again': given => askAgain(given, { held: false }),
  hold,
};

/**
 * Looks the MP up again just before a letter leaves. It goes to the person whom the supporter
 * confirmed, at their address of now, or it does not go: nobody's letter is redirected silently.
 */
export function checkLeaving(parts: LeavingParts): OnLeaving {
  return async (mail, now) => {
    if (mail.kind !== 'letter') return 'as-it-was';
    // Nearly every letter leaves as it is: no transaction is begun for it, and nothing of it is opened.
    if ((await decideAtGlance(parts.db.read, mail.aboutId)) === 'send') return 'as-it-was';
    await parts.db.write(async tx => {
      const { letter, seat, decision } = await readCase(tx, mail.aboutId);
      if (decision === 'send') return;
      if (decision === 'withdraw' || !letter || !seat) return withdrawMail(tx, mail.aboutId, ['letter'], now);
      await BECOMES[decision]({ tx, letter, seat, now, parts });
    });
    return 'changed';
  };
}

async function decideAtGlance(client: Transaction, id: string): Promise<Leaving> {
  const letter = await client.letter.findUnique({
    where: { id },
    select: { state: true, mpMemberId: true, mpEmail: true, constituencyCode: true },
  });
  const seat = letter?.constituencyCode ? await readSeat(client, letter.constituencyCode) : null;
  return decideLeaving(
    letter as Pick<Letter, 'state' | 'mpMemberId' | 'mpEmail'> | null,
    seat?.member ?? null,
  );
}

async function readCase(client: Transaction, id: string) {
  const letter = (await client.letter.findUnique({ where: { id } })) as Letter | null;
  const seat = letter?.constituencyCode ? await readSeat(client, letter.constituencyCode) : null;
  return { letter, seat, decision: decideLeaving(letter, seat?.member ?? null) };
}

async function useNewAddress({ tx, letter, seat, now }: Case): Promise<void> {
  const address = seat.member?.email ?? '';
  await tx.letter.update({ where: { id: letter.id }, data: { mpEmail: address, updatedAt: now } });
  await changeMessage(tx, letter.id, 'letter', message => ({ ...message, to: { ...message.to, address } }));
}

/** The MP publishes no address any more: the text goes to the supporter, to post or hand over. */
async function giveBack({ tx, letter, now, parts }: Case): Promise<void> {
  await withdrawMail(tx, letter.id, ['letter', 'copy'], now);
  const given = { way: 'own_means', mpEmail: null };
  await tx.letter.update({ where: { id: letter.id }, data: { ...given, updatedAt: now } });
  const campaign = await campaignFor(tx, letter);
  const door = await openDoor(tx, parts, letter.id, now);
  const message = mailToSupporter({ ...letter, ...given }, campaign, parts, 'no-address', { door });
  await queueMail(tx, { kind: 'notice', aboutId: letter.id, message }, now);
}

async function hold({ tx, letter, seat, now, parts }: Case): Promise<void> {
  await withdrawMail(tx, letter.id, ['letter', 'copy'], now);
  const state = afterMove(letter.state, 'hold');
  await tx.letter.update({ where: { id: letter.id }, data: { state, updatedAt: now } });
  const message = mailToSupporter(letter, await campaignFor(tx, letter), parts, 'held', {
    constituency: nameIn(seat, wordsFor(letter, parts).language),
    door: await openDoor(tx, parts, letter.id, now),
  });
  await queueMail(tx, { kind: 'notice', aboutId: letter.id, message }, now);
}

/** Addressed to the new MP, the letter waits until the supporter has looked at it and confirms again. */
async function askAgain({ tx, letter, seat, now, parts }: Case, { held }: { held: boolean }): Promise<void> {
  const { member } = seat;
  if (!member) return;
  await withdrawMail(tx, letter.id, ['letter', 'copy'], now);
  const change = {
    ...addresseeOf(letter, { ...seat, member }),
    ...readdressed(letter, member),
    state: afterMove(letter.state, 'readdress'),
    confirmedAt: null,
    remindedAt: null,
    updatedAt: now,
  };
  await tx.letter.update({ where: { id: letter.id }, data: change });
  const token = await issueConfirmToken(tx, { letterId: letter.id }, now);
  const campaign = await campaignFor(tx, letter);
  const message = mailToSupporter({ ...letter, ...change }, campaign, parts, 'ask-again', {
    link: new URL(`/confirm/${token}`, parts.baseUrl).href,
    door: await openDoor(tx, parts, letter.id, now),
    constituency: nameIn(seat, wordsFor(letter, parts).language),
    formerMp: letter.mpName ?? '',
    held,
  });
  await queueMail(tx, { kind: 'confirmation', aboutId: letter.id, message }, now);
}

/** The next letters that were held for an MP and have one, by id. What staff hold stays held. */
export async function heldForAnMp(
  client: Transaction,
  vacant: string[],
  after: string,
  take: number,
): Promise<string[]> {
  const letters = await client.letter.findMany({
    where: { state: 'held', holdReason: null, constituencyCode: { notIn: vacant }, id: { gt: after } },
    select: ONLY_ID,
    orderBy: { id: 'asc' },
    take,
  });
  return letters.map(({ id }) => id);
}

/** The seat has an MP again: whose letter was held for one is asked whether it should go to them. */
export async function askHeldLetter(
  tx: Transaction,
  parts: LeavingParts,
  id: string,
  now: Date,
): Promise<void> {
  const { letter, seat } = await readCase(tx, id);
  if (letter?.state !== 'held' || letter.holdReason !== null || !seat) return;
  await askAgain({ tx, letter, seat, now, parts }, { held: true });
}
