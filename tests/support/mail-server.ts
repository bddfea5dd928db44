import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { freePort } from './free-port.ts';

type ReceivedMail = ParsedMail & { envelope: { from: string; to: string[] }; raw: string };
export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** A real SMTP server on loopback, which keeps what it accepts. `refuse` names the code it answers to a recipient. */
export async function startMailServer({ port, ...options }: SMTPServerOptions & { port?: number } = {}) {
  const received: ReceivedMail[] = [];
  const behaviour: { refuse?: (address: string) => number | undefined } = {};
  const server = new PromptServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    ...options,
    onRcptTo({ address }, _session, callback) {
      const responseCode = behaviour.refuse?.(address);
      callback(
        responseCode ? Object.assign(new Error(`no mail for ${address}`), { responseCode }) : undefined,
      );
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', chunk => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          ...(await simpleParser(raw)),
          raw: raw.toString(),
          envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
        });
        callback();
      });
    },
  });
  const at = port ?? (await freePort());
  await new Promise<void>(resolve => server.listen(at, '127.0.0.1', resolve));
  return {
    received,
    behaviour,
    port: at,
    to: (address: string) => received.filter(({ envelope }) => envelope.to.includes(address)),
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}

/** smtp-server gives who talks too soon a tenth of a second before its greeting, and each world would wait for that. */
class PromptServer extends SMTPServer {
  override connect(...connecting: Parameters<SMTPServer['connect']>): void {
    super.connect(...connecting);
    const newest = [...this.connections].at(-1);
    if (!newest) return;
    newest.connectionReady();
    // What it does once that time is over.
    newest.connectionReady = () => undefined;
  }
}
