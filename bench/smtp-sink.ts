// A mail server that takes everything and keeps nothing. Whoever started it is told of each mail: to whom,
// when, and the link to confirm that it carries.
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  maxClients: 50,
  onData(stream, session, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const text = Buffer.concat(chunks).toString('latin1').replaceAll('=\r\n', '');
      const link = /\/confirm\/[\w-]+/.exec(text)?.[0];
      process.send?.({ to: session.envelope.rcptTo[0]?.address, link, at: Date.now() });
      callback();
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send?.((server.server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
