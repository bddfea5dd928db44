import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer } from '../../src/mail/mailer.ts';
import type { Message } from '../../src/mail/message.ts';

const MESSAGE: Message = {
  messageId: '<1@campaign.example>',
  from: { name: 'Ada, "the" Example', address: 'letters@campaign.example' },
  to: { name: 'Nova Invented MP, and others', address: 'nova@mp.example' },
  subject: 'Hello',
  text: 'Hello\n',
};

let server: Server | undefined;
afterEach(() => new Promise<void>(resolve => (server ? server.close(() => resolve()) : resolve())));

/** A mail server in few words: what it answers to each command; a null hangs up. */
async function serverThatAnswers(replies: Record<string, string | null>): Promise<string> {
  const sockets = new Set<Socket>();
  server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const answer = (command: string, usual: string) => {
      const reply = replies[command] === undefined ? usual : replies[command];
      if (reply === null) socket.destroy();
      else socket.write(`${reply}\r\n`);
    };
    let inText = false;
    answer('greeting', '220 mail.example');
    socket.on('data', data => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) {
        if (inText) {
          if (line !== '.') continue;
          inText = false;
          answer('text', '250 taken');
        } else {
          const command = line.slice(0, 4).toUpperCase();
          if (command === 'DATA') inText = true;
          answer(command, command === 'DATA' ? '354 go on' : '250 fine');
        }
      }
    });
  });
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function outcomeAt(url: string) {
  const mailer = createMailer(url, '/nowhere');
  const outcome = await mailer.send(MESSAGE);
  mailer.close();
  return outcome;
}

describe('a try to send', () => {
  it('is accepted when the server takes the text', async () => {
    expect(await outcomeAt(await serverThatAnswers({}))).toEqual({ kind: 'accepted' });
  });

  it.each([
    ['the recipient is refused for good', { RCPT: '550 no such user' }, 'refused'],
    ['the recipient is refused for now', { RCPT: '450 greylisted' }, 'try-later'],
    ['the sender is refused', { MAIL: '553 not you' }, 'refused'],
    ['the server is busy', { greeting: '421 too many' }, 'try-later'],
    ['the text is refused', { text: '554 looks like spam' }, 'refused'],
    ['the text is refused for now', { text: '452 disk full' }, 'try-later'],
    ['the server hangs up behind the text, which it may have', { text: null }, 'unknown'],
  ])('when %s', async (_when, replies, kind) => {
    expect((await outcomeAt(await serverThatAnswers(replies))).kind).toBe(kind);
  });

  it('waits for later when nobody listens', async () => {
    const url = await serverThatAnswers({});
    await new Promise<void>(resolve => server?.close(() => resolve()));
    expect((await outcomeAt(url)).kind).toBe('try-later');
  });

  it('tells the reply’s number and never its words, which may quote an address', async () => {
    const outcome = await outcomeAt(await serverThatAnswers({ RCPT: '550 nova@mp.example unknown' }));
    expect(outcome).toEqual({ kind: 'refused', reason: 'SMTP 550' });
  });
});
