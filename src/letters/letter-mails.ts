import type { Campaign } from '../campaigns/campaign-store.ts';
import { campaignIn } from '../campaigns/campaign-words.ts';
import { languageOf } from '../languages/language.ts';
import type { Dictionary, Words } from '../languages/words.ts';
import { automaticMessage, type Message, newMessageId, wrapText } from '../mail/message.ts';
import type { RenderMail } from '../mail/render-mail.ts';
import { HOUSE_OF_COMMONS } from '../mps/member.ts';
import type { Letter } from './letter.ts';

/** Who sends, where the site stands, and how a mail's words are made. */
export type MailParts = { mailFrom: string; baseUrl: URL; renderMail: RenderMail; dictionary: Dictionary };

/** The words of the letter's language: its writer's mails and consents are in it. */
export const wordsFor = (
  { language }: Pick<Letter, 'language'>,
  { dictionary }: Pick<MailParts, 'dictionary'>,
): Words => dictionary(languageOf(language) ?? 'en');

/** A campaign as stored, and not in the language of a page: its mails are in the letter's. */
export type Sender = Pick<Campaign, 'name' | 'promoter' | 'welsh'>;

const senderIn = (campaign: Sender, { language }: Pick<Letter, 'language'>) =>
  campaignIn(campaign, languageOf(language) ?? 'en');

/** The links of a mail; `door` opens the supporter's own page of the letter. */
type Links = { link: string; door: string };

/**
 * The letter to the MP: from the campaign's own domain, in the supporter's name; a reply goes to the
 * supporter. It is not marked as automatic, as a person wrote it and waits for an answer.
 */
export function letterMail(
  letter: Letter,
  campaign: Sender,
  parts: Pick<MailParts, 'mailFrom' | 'dictionary'>,
): Message {
  const { mailFrom } = parts;
  const { promoter } = senderIn(campaign, letter);
  return {
    messageId: newMessageId(mailFrom),
    from: {
      name: wordsFor(letter, parts).text('mails:sender', { name: letter.name, promoter }),
      address: mailFrom,
    },
    replyTo: { name: letter.name, address: letter.email },
    to: { name: letter.mpName ?? '', address: letter.mpEmail ?? '' },
    subject: letter.subject ?? '',
    text: `${wrapText(letter.body ?? '')}\n`,
  };
}

/** Asks the supporter to confirm; the link opens a page whose button does. */
export function confirmationMail(letter: Letter, campaign: Sender, parts: MailParts, links: Links): Message {
  return mailToSupporter(letter, campaign, parts, 'confirmation', links);
}

/** Nobody has confirmed yet: asks once more. @param more.until the last day on which it can be confirmed */
export function reminderMail(
  letter: Letter,
  campaign: Sender,
  parts: MailParts,
  more: Links & { until: string },
): Message {
  return mailToSupporter(letter, campaign, parts, 'reminder', more);
}

/** The supporter's own copy. */
export function copyMail(letter: Letter, campaign: Sender, parts: MailParts, door: string): Message {
  return mailToSupporter(letter, campaign, parts, letter.way === 'own_means' ? 'own-means' : 'copy', {
    door,
  });
}

/** The letter could not be sent: the supporter gets its text, to send it another way. */
export function failureMail(letter: Letter, campaign: Sender, parts: MailParts, door: string): Message {
  return mailToSupporter(letter, campaign, parts, 'failure', { door });
}

/** The MP is another than the supporter confirmed: it goes to them only if the supporter confirms again. */
export function askAgainMail(
  letter: Letter,
  campaign: Sender,
  parts: MailParts,
  more: Links & { formerMp: string; held: boolean },
): Message {
  return mailToSupporter(letter, campaign, parts, 'ask-again', more);
}

/** Nobody holds the seat: the letter waits for the by-election. */
export function heldMail(letter: Letter, campaign: Sender, parts: MailParts, door: string): Message {
  return mailToSupporter(letter, campaign, parts, 'held', { door });
}

/** It was held for as long as it may be kept: the supporter gets its text. @param days that it waited */
export function waitedMail(
  letter: Letter,
  campaign: Sender,
  parts: MailParts,
  more: { days: number; door: string },
): Message {
  return mailToSupporter(letter, campaign, parts, 'waited', more);
}

/** The MP publishes no e-mail address any more: the supporter gets the text, to send it another way. */
export function noAddressMail(letter: Letter, campaign: Sender, parts: MailParts, door: string): Message {
  return mailToSupporter(letter, campaign, parts, 'no-address', { door });
}

/** A mail in the letter's language to whoever wrote the letter. */
export function mailToSupporter(
  letter: Letter,
  campaign: Sender,
  { mailFrom, renderMail }: Pick<MailParts, 'mailFrom' | 'renderMail'>,
  view: string,
  more: Record<string, unknown>,
): Message {
  const sender = senderIn(campaign, letter);
  const words = renderMail(view, {
    language: letter.language,
    letter,
    campaign: sender,
    address: HOUSE_OF_COMMONS,
    ...more,
  });
  const from = { name: sender.promoter, address: mailFrom };
  return automaticMessage(from, { name: letter.name, address: letter.email }, words);
}
