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

type Sending = Pick<MailParts, 'mailFrom' | 'renderMail'>;

/** A campaign as stored, and not in the language of a page: a mail has its own. */
export type Sender = Pick<Campaign, 'name' | 'promoter' | 'welsh'>;

const senderIn = (campaign: Sender, { language }: Pick<Letter, 'language'>) =>
  campaignIn(campaign, languageOf(language) ?? 'en');

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

/** The supporter's own copy. @param door opens their page of the letter */
export function copyMail(letter: Letter, campaign: Sender, parts: MailParts, door: string): Message {
  const view = letter.way === 'own_means' ? 'own-means' : 'copy';
  return mailToSupporter(letter, campaign, parts, view, { door });
}

/** A mail in the letter's language to whoever wrote the letter. @param view its name under views/emails */
export function mailToSupporter(
  letter: Letter,
  campaign: Sender,
  parts: Sending,
  view: string,
  more: Record<string, unknown>,
): Message {
  const values = { language: letter.language, letter, address: HOUSE_OF_COMMONS, ...more };
  return mailFromPromoter({ name: letter.name, address: letter.email }, campaign, parts, view, values);
}

/** A mail that the site sends by itself, in the promoter's name. */
export function mailFromPromoter(
  to: Message['to'],
  campaign: Sender,
  { mailFrom, renderMail }: Sending,
  view: string,
  values: { language: string },
): Message {
  const sender = senderIn(campaign, values);
  const from = { name: sender.promoter, address: mailFrom };
  return automaticMessage(from, to, renderMail(view, { ...values, campaign: sender }));
}
