import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { domainOf } from './address.ts';
import { catchMail } from './caught-mail.ts';
import type { Message } from './message.ts';
import { type SendOutcome, type SendReason, sendOutcomeOf } from './outcome.ts';
import { unsubscribeHeaders } from './unsubscribe.ts';
import { envelopeSender } from './verp.ts';

export type Mailer = ReturnType<typeof createMailer>;

/** A key to sign with, and where its public half is published: SELECTOR._domainkey.DOMAIN. */
export type Dkim = { selector: string; privateKey: string };

/** Milliseconds; all of one try should end before another worker may take the mail for lost (its lease). */
const TIMEOUTS = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 120_000 };

/** RFC 8058 wants both of its headers signed; nodemailer's own list knows one of them. */
const SIGNED_FIELDS =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post';

type Parts = {
  /** Where to send; undefined: mail is caught in `catchDir`. */
  server: string | undefined;
  catchDir: string;
  /** Reports come back to it, with the mail's token behind a plus sign. */
  bounceAddress: string;
  dkim?: Dkim;
  timeouts?: typeof TIMEOUTS;
};

/** Sends mail by SMTP, or catches it where there is no server. */
export function createMailer({ server, catchDir, bounceAddress, dkim, timeouts = TIMEOUTS }: Parts) {
  const texts = new WeakMap<Message, Readable>();
  const transport = server ? smtpTransport(server, timeouts, texts) : catchMail(catchDir);
  return {
    /**
     * @param token names the mail in its envelope sender; null: mail queued before there were such names
     * @param stop cuts the try short, and its connection: what has not left by then does not leave
     */
    async send(message: Message, token: string | null = null, stop?: AbortSignal): Promise<SendOutcome> {
      const { unsubscribe, ...mail } = message;
      const from = token ? envelopeSender(bounceAddress, token) : bounceAddress;
      // A copy: nodemailer reads the plugin's mark from it, and two tries must not share one.
      const attempt = { ...message };
      const textLeft = () => texts.get(attempt)?.readableEnded === true;
      try {
        await transport.sendMail({
          ...mail,
          headers: { ...mail.headers, ...unsubscribeHeaders(unsubscribe) },
          // So that no server on the way shortens a line or takes a blank from its end.
          encoding: 'quoted-printable',
          envelope: { from, to: [message.to.address] },
          ...(dkim ? { dkim: signing(message, dkim) } : {}),
          attempt,
          signal: stop,
        } as Parameters<typeof transport.sendMail>[0]);
        return { kind: 'accepted' };
      } catch (error) {
        return sendOutcomeOf(error, textLeft());
      }
    },
    /** Asks the mail server whether it would take mail from us now. @returns why not, or null */
    async verify(): Promise<SendReason | null> {
      try {
        await transport.verify();
        return null;
      } catch (error) {
        const outcome = sendOutcomeOf(error, false);
        return outcome.kind === 'accepted' ? null : outcome.reason;
      }
    },
    close: () => transport.close(),
  };
}

function signing({ from }: Message, { selector, privateKey }: Dkim) {
  const domainName = domainOf(from.address);
  return { domainName, keySelector: selector, privateKey, headerFieldNames: SIGNED_FIELDS };
}

/**
 * nodemailer cannot say how far a lost connection had come (behind the text it reports an ETIMEDOUT at
 * CONN). The stream of the text can: it is read only once the server has asked for it, and the dot
 * that ends the mail is written only after the stream has ended. So each try's stream is kept in `texts`.
 */
function smtpTransport(url: string, timeouts: typeof TIMEOUTS, texts: WeakMap<Message, Readable>) {
  const transport = createTransport({
    url,
    pool: true,
    // One try is one connection: the outbox decides about another.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  } as Parameters<typeof createTransport>[0]);
  transport.use('stream', (mail, done) => {
    const { attempt } = mail.data as unknown as { attempt: Message };
    const message = mail.message as unknown as { createReadStream(options?: unknown): Readable };
    const open = message.createReadStream.bind(message);
    message.createReadStream = options => {
      const text = open(options);
      texts.set(attempt, text);
      return text;
    };
    done();
  });
  return transport;
}
