import { createHash } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { bounceTokenIn } from '../mail/verp.ts';
import { type BounceReport, kindOfDelivery, statusIn } from './bounce-report.ts';

/** Where the address that a report was sent to may stand, the surest first. */
const SENT_TO = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to'];

/** Headers by which a machine says that it answers (RFC 3834), and older ones. */
const AUTOMATIC = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response-suppress'];

/**
 * Reads a mail that came to the address for bounces.
 *
 * @returns one report a recipient that it tells of; none where it tells only of success
 */
export async function readMailReport(raw: Buffer): Promise<BounceReport[]> {
  // Loaded when the first report comes: few sites get them here, and it holds 15 MB.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });
  const id = mail.messageId ?? createHash('sha256').update(raw).digest('base64url');
  const found = { token: tokenOf(mail), messageId: returnedMessageId(mail) };
  const status = mail.attachments.find(({ contentType }) => contentType === 'message/delivery-status');
  if (!status) return [{ id, kind: isAutomatic(mail) ? 'auto-reply' : 'unreadable', status: null, ...found }];

  const recipients = statusGroups(status.content.toString()).filter(
    group => group.has('final-recipient') || group.has('action'),
  );
  if (recipients.length === 0) return [{ id, kind: 'unreadable', status: null, ...found }];
  return recipients.flatMap((recipient, index) => {
    const status = statusOf(recipient);
    const kind = kindOfDelivery(recipient.get('action') ?? null, status);
    return kind ? [{ id: `${id}#${index}`, kind, status, ...found }] : [];
  });
}

/** Status fields in groups, which blank lines divide (RFC 3464, section 2.1), by lower-case name. */
export function statusGroups(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n\s*\n/)
    .map(group => new Map([...group.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(field)))
    .filter(group => group.size > 0);
}

const field = ([, name = '', value = '']: RegExpMatchArray): [string, string] => [
  name.toLowerCase(),
  value.replace(/\([^()]*\)/g, '').trim(),
];

/** A status without detail, x.0.0, gives way to the one in the server's own words. */
function statusOf(recipient: Map<string, string>): string | null {
  const status = statusIn(recipient.get('status') ?? '');
  const diagnosed = statusIn(recipient.get('diagnostic-code') ?? '');
  return status === null || status.endsWith('.0.0') ? (diagnosed ?? status) : status;
}

function tokenOf(mail: ParsedMail): string | null {
  const lines = SENT_TO.flatMap(name => mail.headerLines.filter(({ key }) => key === name));
  return bounceTokenIn(lines.map(({ line }) => line).join('\n'));
}

/** The Message-ID of the mail that came back with the report, whole or its headers alone. */
function returnedMessageId({ attachments }: ParsedMail): string | null {
  const returned = attachments.find(({ contentType }) =>
    ['message/rfc822', 'text/rfc822-headers', 'message/global-headers', 'message/global'].includes(
      contentType,
    ),
  );
  return messageIdIn(returned?.content.toString() ?? '');
}

/** The first Message-ID in a mail's headers, with its brackets; or null. */
export const messageIdIn = (headers: string) => /^message-id:\s*(<[^<>\s]+>)/im.exec(headers)?.[1] ?? null;

function isAutomatic({ headers, subject = '' }: ParsedMail): boolean {
  const submitted = String(headers.get('auto-submitted') ?? 'no').toLowerCase();
  const precedence = String(headers.get('precedence') ?? '').toLowerCase();
  return (
    !submitted.startsWith('no') ||
    AUTOMATIC.some(name => headers.has(name)) ||
    precedence === 'auto_reply' ||
    /^\s*(out of (the )?office|automatic reply|auto(matic)?[- ]?(reply|response)\b)/i.test(subject)
  );
}
