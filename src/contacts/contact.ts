import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Campaign } from '../campaigns/campaign-store.ts';
import type { Clock } from '../clock.ts';
import { type Database, ONLY_ID, type Transaction } from '../db/database.ts';
import type { ConsentModel, ContactModel } from '../db/generated/models.ts';
import { queueMail, withdrawAllMail } from '../delivery/outbox.ts';
import type { Words } from '../languages/words.ts';
import { toldConsent, updatesConsents } from '../letters/consents.ts';
import { LETTER_LIMITS } from '../letters/letter.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { issueConfirmToken, useConfirmToken } from '../tokens/token.ts';
import { type FieldError, type FormBody, readChoices, readLine } from '../web/form.ts';
import { mailToContact, openContactDoor } from './contact-mails.ts';
import { tellWaitingContact } from './tell-contacts.ts';

export type ContactParts = { db: Database; clock: Clock } & MailParts;

/** What somebody asks for who cannot be given a letter now. */
type ContactForm = { email: string; updates: string[]; told: boolean };

/** Why there is no letter: another parliament decides, or the seat is vacant. */
type ContactReason = 'nation' | 'vacant';

/** What was typed, cleaned; it never fails, so that a mistake loses nothing. */
export function readContactForm(body: FormBody): ContactForm {
  return {
    email: readLine(body.email),
    updates: readChoices(body.updates),
    told: readLine(body.told) !== '',
  };
}

/** @returns one error a field; none where the form can be kept */
export function contactErrors({ email, updates, told }: ContactForm, words: Words): FieldError[] {
  const errors: FieldError[] = [];
  if (!z.email().max(LETTER_LIMITS.email).safeParse(email).success) {
    errors.push({ field: 'email', message: words.text('contacts:form.errors.email') });
  }
  if (updates.length === 0 && !told) {
    errors.push({ field: 'updates', message: words.text('contacts:form.errors.nothing') });
  }
  return errors;
}

/**
 * Keeps the wish, and asks by e-mail whether it is really theirs; until then nothing else is sent.
 *
 * @param words those that the form was shown in
 * @returns false where they have confirmed a wish already that still stands: it stays as it is
 */
export function keepContact(
  parts: ContactParts,
  campaign: Campaign,
  { email, updates, told }: ContactForm,
  from: { reason: ContactReason; nation: string; constituencyCode: string | null; letterId: string },
  words: Words,
): Promise<boolean> {
  const now = parts.clock();
  return parts.db.write(async tx => {
    const earlier = await tx.contact.findUnique({
      where: { letterId: from.letterId },
      include: { consents: true },
    });
    if (earlier && !(await makeRoom(tx, earlier, now))) return false;
    const consents = [
      ...updatesConsents(updates, campaign.organisations, words),
      ...(told ? [toldConsent(words)] : []),
    ];
    const contact = await tx.contact.create({
      data: {
        id: randomUUID(),
        campaignId: campaign.id,
        email,
        language: words.language,
        ...from,
        createdAt: now,
        consents: { create: consents.map(consent => ({ ...consent, givenAt: now })) },
      },
    });
    const token = await issueConfirmToken(tx, { contactId: contact.id }, now);
    const message = mailToContact(contact, campaign, parts, 'contact', {
      link: new URL(`/confirm/${token}`, parts.baseUrl).href,
      door: await openContactDoor(tx, parts, contact.id, now),
      consents,
    });
    await queueMail(tx, { kind: 'confirmation', aboutId: contact.id, message }, now);
    return true;
  });
}

/**
 * The draft is for another wish. One that was fulfilled, or not confirmed, goes whole: no letter would lead to its
 * address any more. What was taken back outweighs what was agreed to elsewhere, and stays until its time is over.
 *
 * @returns false where that wish stands
 */
async function makeRoom(
  tx: Transaction,
  { id, confirmedAt, toldAt, consents }: ContactModel & { consents: ConsentModel[] },
  now: Date,
): Promise<boolean> {
  const wants = consents.filter(({ withdrawnAt }) => withdrawnAt === null);
  if (confirmedAt && wants.some(({ kind }) => kind !== 'told' || !toldAt)) return false;
  if (confirmedAt && wants.length < consents.length) {
    await tx.contact.update({ where: { id }, data: { letterId: null } });
  } else {
    await withdrawAllMail(tx, id, now);
    await tx.contact.delete({ where: { id } });
  }
  return true;
}

/** The address is really theirs: what they asked for holds from now on. A second click changes nothing. */
export function confirmContact(parts: ContactParts, tokenHash: string, id: string): Promise<void> {
  return parts.db.write(async tx => {
    const now = parts.clock();
    if (!(await useConfirmToken(tx, tokenHash, now))) return;
    await tx.contact.update({ where: { id }, data: { confirmedAt: now }, select: ONLY_ID });
    // The seat may have been filled between asking and confirming.
    await tellWaitingContact(tx, parts, id, now);
  });
}
