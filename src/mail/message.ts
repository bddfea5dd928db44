import { randomUUID } from 'node:crypto';
import { domainOf } from './address.ts';

type Mailbox = { name: string; address: string };

/** A mail, ready to send. Addresses are objects: in a string, a comma would make two recipients. */
export type Message = {
  messageId: string;
  from: Mailbox;
  to: Mailbox;
  replyTo?: Mailbox;
  subject: string;
  text: string;
  html?: string;
  headers?: Record<string, string>;
  /** For optional mail alone: where its reader can end it with one click (https). */
  unsubscribe?: string;
};

/**
 * A mail that no person wrote: mail programs do not answer it by themselves (RFC 3834).
 *
 * @param words as renderMail gives them
 */
export function automaticMessage(
  from: Mailbox,
  to: Mailbox,
  { subject, text, html }: { subject: string; text: string; html?: string },
): Message {
  return {
    messageId: newMessageId(from.address),
    from,
    to,
    subject,
    text: wrapText(text),
    ...(html ? { html } : {}),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** A Message-ID on the domain that sends; a mail keeps it on every try. */
export function newMessageId(sender: string): string {
  return `<${randomUUID()}@${domainOf(sender)}>`;
}

/** Lines of at most `width` characters, broken at blanks; a longer word stays whole, as a web address must. */
export function wrapText(text: string, width = 76): string {
  return text
    .split('\n')
    .map(line => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  // Under a list's dash, lines go on where its text begins.
  const indent = /^(?:[-•*]|\d+[.)]) /.exec(line)?.[0].length ?? 0;
  const lines: string[] = [];
  let [current = '', ...words] = line.split(' ');
  for (const word of words) {
    const longer = `${current} ${word}`;
    // Only where it is too long as JavaScript counts does it matter how many characters that are.
    if (longer.length <= width || [...longer].length <= width || current.trim() === '') {
      current = longer;
    } else {
      lines.push(current);
      current = ' '.repeat(indent) + word;
    }
  }
  return [...lines, current].join('\n');
}
