import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer, type Dkim } from '../../src/mail/mailer.ts';
import type { Message } from '../../src/mail/message.ts';
import { type RawMailServer, type Replies, startRawMailServer } from '../support/raw-mail-server.ts';

const MESSAGE: Message = {
  messageId: '<1@campaign.example>',
  from: { name: 'Ada, "the" Example', address: 'letters@campaign.example' },
  to: { name: 'Nova Invented MP, and others', address: 'nova@mp.example' },
  subject: 'Hello',
  text: 'Hello\n',
};

let server: RawMailServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** How a try at a server with these replies ends; it waits for long only where an answer is to come. */
async function outcomeOf(replies: Replies, url = (host: string) => `smtp://${host}`, message = MESSAGE) {
  server = await startRawMailServer(replies);
  return outcomeAt(url(server.host), message, Object.values(replies).includes('') ? 250 : undefined);
}

/** @param patience milliseconds that it waits for an answer */
function mailerOf(server: string, patience = 10_000, dkim?: Dkim) {
  return createMailer({
    server,
    catchDir: '/nowhere',
    bounceAddress: 'bounces@campaign.example',
    dkim,
    timeouts: { connectionTimeout: 2_000, greetingTimeout: patience, socketTimeout: patience },
  });
}

async function outcomeAt(server: string, message = MESSAGE, patience = 10_000, dkim?: Dkim) {
  const mailer = mailerOf(server, patience, dkim);
  const outcome = await mailer.send(message, '0123456789abcdef01234567');
  mailer.close();
  return outcome;
}

const later = (reason: string, reply?: string) => ({
  kind: 'try-later',
  reason,
  ...(reply ? { reply } : {}),
});
const refused = (reason: string, reply: string) => ({ kind: 'refused', reason, reply });
const unknown = (reason: string) => ({ kind: 'unknown', reason });

describe('a try to send', () => {
  it('is accepted when the server takes the text', async () => {
    expect(await outcomeOf({})).toEqual({ kind: 'accepted' });
  });

  it('names the mail in its envelope sender, and asks for one recipient', async () => {
    await outcomeOf({});
    expect(server?.commands.filter(line => /^(MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<bounces+0123456789abcdef01234567@campaign.example>',
      'RCPT TO:<nova@mp.example>',
    ]);
  });

  it.each<[when: string, Replies, outcome: object]>([
    [
      'the recipient does not exist',
      { RCPT: '550 5.1.1 no such user' },
      refused('recipient refused', '550 5.1.1'),
    ],
    ['the recipient is greylisted', { RCPT: '450 4.7.1 greylisted' }, later('greylisted', '450 4.7.1')],
    ['the recipient is greylisted by 451', { RCPT: '451 4.7.0 come back' }, later('greylisted', '451 4.7.0')],
    ['the recipient waits for another reason', { RCPT: '450 4.2.1 off' }, later('other 4xx', '450 4.2.1')],
    [
      'the mailbox is full, for good as it says',
      { RCPT: '552 5.2.2 full' },
      later('mailbox full', '552 5.2.2'),
    ],
    ['the mailbox is full by 550', { RCPT: '550 5.2.2 over quota' }, later('mailbox full', '550 5.2.2')],
    ['the mailbox is full for now', { text: '452 4.2.2 full' }, later('mailbox full', '452 4.2.2')],
    ['storage ran out, in the old words', { text: '552 no room' }, later('mailbox full', '552')],
    ['552 means the text and not the room', { text: '552 5.7.0 content' }, refused('other 5xx', '552 5.7.0')],
    ['our own sender is refused', { MAIL: '553 5.7.1 not you' }, later('sender refused', '553 5.7.1')],
    ['our own sender waits', { MAIL: '451 4.7.1 not yet' }, later('greylisted', '451 4.7.1')],
    ['the sender should sign in first', { MAIL: '530 5.7.0 sign in' }, later('sign-in refused', '530 5.7.0')],
    ['the server is busy at its greeting', { greeting: '421 4.3.2 too many' }, later('busy', '421 4.3.2')],
    ['the server is busy at the recipient', { RCPT: '421 4.7.0 slow down' }, later('busy', '421 4.7.0')],
    ['the server is busy behind the text', { text: '421 4.3.0 closing' }, later('busy', '421 4.3.0')],
    ['the server takes nobody at all', { greeting: '554 5.7.1 no service' }, later('other 5xx', '554 5.7.1')],
    ['the text is not asked for', { DATA: '451 4.3.0 not now' }, later('other 4xx', '451 4.3.0')],
    ['the text is refused', { text: '554 5.6.0 looks like spam' }, refused('other 5xx', '554 5.6.0')],
    ['the text is refused for now', { text: '451 4.3.0 try again' }, later('other 4xx', '451 4.3.0')],
  ])('when %s', async (_when, replies, outcome) => {
    expect(await outcomeOf(replies)).toEqual(outcome);
  });

  it.each<[when: string, Replies, outcome: object]>([
    ['says nothing at all', { greeting: '' }, later('timeout')],
    ['hangs up before its greeting', { greeting: null }, later('connection lost')],
    ['greets with nonsense', { greeting: 'hello there' }, later('nonsense reply')],
    ['says nothing to EHLO', { EHLO: '' }, later('timeout')],
    ['hangs up at EHLO', { EHLO: null }, later('connection lost')],
    ['says nothing to the sender', { MAIL: '' }, later('timeout')],
    ['says nothing to the recipient', { RCPT: '' }, later('timeout')],
    ['hangs up at the recipient', { RCPT: null }, later('connection lost')],
    ['answers the recipient with nonsense', { RCPT: 'banana' }, later('nonsense reply')],
    ['says nothing to DATA', { DATA: '' }, later('timeout')],
    ['hangs up at DATA', { DATA: null }, later('connection lost')],
    ['says nothing to the text', { text: '' }, unknown('timeout')],
    ['hangs up behind the text', { text: null }, unknown('connection lost')],
    ['answers the text with nonsense', { text: 'banana' }, unknown('nonsense reply')],
    ['answers the text as if more should come', { text: '354 go on' }, unknown('nonsense reply')],
  ])(
    'does not call it failed that may have arrived, nor unknown what did not: the server %s',
    async (_when, replies, outcome) => {
      expect(await outcomeOf(replies)).toEqual(outcome);
    },
  );

  it.each<[when: string, Replies, outcome: object]>([
    ['hangs up at DATA', { DATA: null }, later('connection lost')],
    ['hangs up behind the text', { text: null }, unknown('connection lost')],
  ])('is told apart in signed mail too: the server %s', async (_when, replies, outcome) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    server = await startRawMailServer(replies);
    const dkim = { selector: 'mail2026', privateKey: pem };
    expect(await outcomeAt(server.url, MESSAGE, undefined, dkim)).toEqual(outcome);
  });

  it.each<[when: string, Replies, texts: number, outcome: object]>([
    ['before its text', { DATA: '' }, 0, later('stopped')],
    ['behind its text', { text: '' }, 1, unknown('stopped')],
  ])('that is cut short %s takes its connection along', async (_when, replies, texts, outcome) => {
    server = await startRawMailServer(replies);
    const mailer = mailerOf(server.url, 60_000);
    const stop = new AbortController();
    const ended = mailer.send(MESSAGE, null, stop.signal);
    await expect.poll(() => [server?.commands.includes('DATA'), server?.texts.length]).toEqual([true, texts]);
    stop.abort();
    expect(await ended).toEqual(outcome);
    await expect.poll(() => server?.open()).toBe(0);
    mailer.close();
  });

  it('that is cut short while it waits for a connection never gets one', async () => {
    server = await startRawMailServer({ RCPT: '' });
    const mailer = mailerOf(server.url, 60_000);
    const stop = new AbortController();
    const waiting = new AbortController();
    const first = Array.from({ length: 5 }, () => mailer.send(MESSAGE, null, stop.signal));
    const begun = () => server?.commands.filter(line => line.startsWith('MAIL')).length;
    await expect.poll(begun).toBe(5);
    const last = mailer.send(MESSAGE, null, waiting.signal);
    waiting.abort();
    expect(await last).toEqual(later('stopped'));
    stop.abort();
    expect(await Promise.all(first)).toEqual(first.map(() => later('stopped')));
    await expect.poll(() => server?.open()).toBe(0);
    expect(begun()).toBe(5);
    mailer.close();
  });

  it('did certainly not happen when the connection is lost in the middle of the text', async () => {
    const long = { ...MESSAGE, text: `${'x'.repeat(60)}\n`.repeat(100_000) };
    expect(await outcomeOf({ middle: null }, undefined, long)).toMatchObject({ kind: 'try-later' });
  });

  it('is accepted when the server hangs up after its answer', async () => {
    expect(await outcomeOf({ text: '250 taken\n221 bye' })).toEqual({ kind: 'accepted' });
  });

  it.each<[when: string, Replies, url: (host: string) => string]>([
    ['is required and not offered', { STAR: '502 5.5.1 what?' }, host => `smtp://${host}?requireTLS=true`],
    [
      'is offered and refused',
      { EHLO: '250-mail\n250 STARTTLS', STAR: '454 4.7.0 no' },
      host => `smtp://${host}`,
    ],
    ['ends in gibberish', { EHLO: '250-mail\n250 STARTTLS', STAR: '220 go' }, host => `smtp://${host}`],
    ['meets a server that speaks none', {}, host => `smtps://${host}`],
  ])('waits, and gives TLS as the reason, where it %s', async (_when, replies, url) => {
    expect(await outcomeOf(replies, url)).toMatchObject(later('tls'));
    expect(server?.texts).toEqual([]);
  });

  it('waits when our sign-in is refused: that says nothing about the letter', async () => {
    const replies = { EHLO: '250-mail\n250 AUTH PLAIN', AUTH: '535 5.7.8 wrong password' };
    const outcome = await outcomeOf(replies, host => `smtp://user:wrong@${host}`);
    expect(outcome).toEqual(later('sign-in refused', '535 5.7.8'));
  });

  it('waits when nobody listens, or the server’s name is unknown', async () => {
    const closed = await startRawMailServer({});
    await closed.stop();
    expect(await outcomeAt(closed.url)).toEqual(later('connection refused'));
    expect(await outcomeAt('smtp://mail.invalid')).toMatchObject({ kind: 'try-later' });
  });

  it('tells the reply’s numbers and never its words, which may quote an address', async () => {
    const outcome = await outcomeOf({ RCPT: '550-nova@mp.example\n550 5.1.1 unknown' });
    expect(JSON.stringify(outcome)).not.toContain('nova');
  });

  it('can be repeated: the Message-ID stays, and nothing is ever attached', async () => {
    server = await startRawMailServer({});
    for (const _ of [1, 2]) await outcomeAt(server.url);
    expect(server.texts).toHaveLength(2);
    for (const text of server.texts) {
      expect(text).toContain('Message-ID: <1@campaign.example>');
      expect(text).not.toMatch(/attachment|multipart/i);
    }
  });
});
