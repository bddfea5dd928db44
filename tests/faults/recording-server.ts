// A mail server in a process of its own, which writes down what it takes before it says so.
import { appendFileSync, writeFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';
import { readRecorded } from './recorded.ts';

const [file = '', port = '0'] = process.argv.slice(2);
writeFileSync(file, '', { flag: 'a' });

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onData(stream, session, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const to = session.envelope.rcptTo.map(({ address }) => address).join(',');
      appendFileSync(file, `${JSON.stringify(readRecorded(to, text))}\n`);
      callback();
    });
  },
});
// A client that was killed resets its connection: that is no fault of this server.
server.on('error', () => undefined);
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
// Ends with whoever started it.
process.on('disconnect', () => process.exit(0));
