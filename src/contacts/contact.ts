import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Campaign } from '../campaigns/campaign-store.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { queueMail } from '../delivery/outbox.ts';
import { CONSENT_WORDING, updatesConsents } from '../letters/consents.ts';
import { newMessageId } from '../mail/message.ts';
import type { RenderMail } from '../mail/render-mail.ts';
import { issueToken, useToken } from '../tokens/token.ts';
import { type FieldError, type FormBody, readChoices, readLine } from '../web/form.ts';
import { tellWaitingContacts } from './tell-contacts.ts';

export type ContactParts = {
  db: Database;
  clock: Clock;
  baseUrl: URL;
  mailFrom: string;
  renderMail: RenderMail;
};

/** What somebody asks for who cannot be given a letter now. */
export type ContactForm = { email: string; updates: string[]; told: boolean };

/** Why there is no letter: another parliament decides, or the seat is vacant. */
export type ContactReason = 'nation' | 'vacant';

export function readContactForm(body: FormBody): ContactForm {
  return {
    email: readLine(body.email),
    updates: readChoices(body.updates),
    told: readLine(body.told) !== '',
  };
}

/** @returns one error a field; none where the form can be kept */
export function contactErrors({ email, updates, told }: ContactForm): FieldError[] {
  const errors: FieldError[] = [];
  if (!z.email().max(254).safeParse(email).success) {
    errors.push({ field: 'email', message: 'Enter an email address such as name@example.com' });
  }
  if (updates.length === 0 && !told) {
    errors.push({ field: 'updates', message: 'Tick at least one box, so that we know what to send you' });
  }
  return errors;
}

/** Keeps the wish, and asks by e-mail whether it is really theirs; until then nothing else is sent. */
export function keepContact(
  { db, clock, baseUrl, mailFrom, renderMail }: ContactParts,
  campaign: Campaign,
  { email, updates, told }: ContactForm,
  from: { reason: ContactReason; nation: string; constituencyCode: string | null; letterId: string },
): Promise<void> {
  const now = clock();
  return db.write(async tx => {
    await tx.contact.deleteMany({ where: { letterId: from.letterId, confirmedAt: null } });
    if (await tx.contact.findUnique({ where: { letterId: from.letterId } })) return;
    const consents = [
      ...updatesConsents(updates, campaign.organisations),
      ...(told ? [{ kind: 'told', wording: CONSENT_WORDING.told }] : []),
    ];
    const { id } = await tx.contact.create({
      data: {
        id: randomUUID(),
        campaignId: campaign.id,
        email,
        ...from,
        createdAt: now,
        consents: { create: consents.map(consent => ({ ...consent, givenAt: now })) },
      },
    });
    const token = await issueToken(tx, { contactId: id }, now);
    const link = new URL(`/confirm/${token}`, baseUrl).href;
    const words = renderMail('contact', { campaign, link, consents });
    const message = {
      messageId: newMessageId(mailFrom),
      from: { name: campaign.promoter, address: mailFrom },
      to: { name: '', address: email },
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...words,
    };
    await queueMail(tx, { kind: 'confirmation', aboutId: id, message }, now);
  });
}

export function confirmContact(parts: ContactParts, tokenHash: string, id: string): Promise<void> {
  return parts.db.write(async tx => {
    const now = parts.clock();
    if (!(await useToken(tx, tokenHash, now))) return;
    const contact = await tx.contact.update({ where: { id }, data: { confirmedAt: now } });
    // The seat may have been filled between asking and confirming.
    if (contact.constituencyCode) await tellWaitingContacts(tx, parts, contact.constituencyCode, now);
  });
}
