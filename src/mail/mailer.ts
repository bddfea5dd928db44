import { createTransport } from 'nodemailer';
import { catchMail } from './caught-mail.ts';
import type { Message } from './message.ts';

/**
 * How one try ended. `accepted` means that the mail server took it, no more. `unknown`: the
 * connection was lost at a moment when the server may have it.
 */
export type SendOutcome =
  | { kind: 'accepted' }
  | { kind: 'refused'; reason: string }
  | { kind: 'try-later'; reason: string }
  | { kind: 'unknown'; reason: string };

export type Mailer = ReturnType<typeof createMailer>;

/** @param server where to send; undefined: mail is caught in `catchDir` */
export function createMailer(server: string | undefined, catchDir: string) {
  const transport = server
    ? createTransport({ url: server, pool: true, disableFileAccess: true, disableUrlAccess: true })
    : catchMail(catchDir);
  return {
    async send(message: Message): Promise<SendOutcome> {
      try {
        await transport.sendMail({
          ...message,
          envelope: { from: message.from.address, to: [message.to.address] },
        });
        return { kind: 'accepted' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/**
 * The server's own reply decides. Without one it counts whether a connection ever stood: nodemailer's
 * `code` does not tell (a connection lost after the text was handed over is an ETIMEDOUT at CONN).
 */
export function outcomeOf(error: unknown): SendOutcome {
  const { responseCode, syscall } = error as { responseCode?: number; syscall?: string };
  // Only the number: the reply's text may quote an address.
  if (responseCode && responseCode >= 500) return { kind: 'refused', reason: `SMTP ${responseCode}` };
  if (responseCode && responseCode >= 400) return { kind: 'try-later', reason: `SMTP ${responseCode}` };
  if (syscall === 'connect' || syscall === 'getaddrinfo')
    return { kind: 'try-later', reason: 'no connection' };
  return { kind: 'unknown', reason: 'connection lost' };
}
