import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer, type Dkim } from '../../src/mail/mailer.ts';
import type { Message } from '../../src/mail/message.ts';
import { verifyDkim } from '../support/dkim.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const MESSAGE: Message = {
  messageId: '<1@campaign.example>',
  from: { name: 'Siân Ŵyn Example via Invented Charity', address: 'letters@campaign.example' },
  replyTo: { name: 'Siân Ŵyn Example', address: 'sian@supporter.example' },
  to: { name: 'Nova Invented MP', address: 'nova@mp.example' },
  subject: 'From your constituent Siân Ŵyn Example: ysgolion 🙂',
  text: 'Hello\n',
};

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let server: MailServer | undefined;
afterEach(() => server?.stop());

/** The message as a real mail server has it. */
async function received(message: Partial<Message>, options = {}, dkim?: Dkim) {
  server = await startMailServer(options);
  const mailer = createMailer({
    server: `smtp://127.0.0.1:${server.port}`,
    catchDir: '/nowhere',
    bounceAddress: 'bounces@campaign.example',
    dkim,
  });
  expect(await mailer.send({ ...MESSAGE, ...message })).toEqual({ kind: 'accepted' });
  mailer.close();
  const [mail] = server.received;
  if (!mail) throw new Error('nothing was received');
  return mail;
}

/** What stands in the body once its encoding is undone; decoded here, not by the library that encoded it. */
function decoded(raw: string): string {
  const bytes = raw
    .slice(raw.indexOf('\r\n\r\n') + 4)
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}

const TEXTS: [what: string, text: string][] = [
  ['emoji', 'He smiled 🙂👩‍👧‍👦 and then 🏴󠁧󠁢󠁷󠁬󠁳󠁿.\n'],
  ['Welsh', 'Annwyl Siân, mae’r tŷ ger y dŵr; ŵ ŷ Ŵ Ŷ â ê î ô û.\n'],
  ['text from right to left', 'שלום, חברת הפרלמנט היקרה\nمرحبا بكم في المدرسة\n'],
  ['a line of 2,000 characters', `${'a long line '.repeat(166)}without end.\n`],
  ['a line of 2,000 characters without a blank', `${'ŵ'.repeat(2000)}\n`],
  ['lines that begin with dots', '.\n..\n.hidden\nand\n.\n'],
  ['lines that begin with From', 'From here on\nFrom there\n>From\n'],
  ['blanks at the ends of lines', 'one \ntwo\t\nthree   \n \n'],
  ['equals signs', '=\n=3D\nx=1 & y=2\n=?utf-8?Q?no_header?=\n= \n'],
];

describe.each([
  ['with 8BITMIME', {}],
  ['without 8BITMIME', { hide8BITMIME: true }],
])('mail through a server %s', (_server, options) => {
  it.each(TEXTS)('keeps %s', async (_what, text) => {
    const { raw, text: parsed } = await received({ text }, options);
    expect(decoded(raw)).toBe(text);
    expect(parsed?.trimEnd()).toBe(text.trimEnd());
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThan(999);
    expect(raw, 'any server can pass it on').toMatch(/^[\x20-\x7e\r\n\t]*$/);
  });

  it('keeps names and subject', async () => {
    const { from, replyTo, subject } = await received({}, options);
    expect(from?.value).toEqual([MESSAGE.from]);
    expect(replyTo?.value).toEqual([MESSAGE.replyTo]);
    expect(subject).toBe(MESSAGE.subject);
  });
});

describe('signed mail', () => {
  const dkim = { selector: 'mail2026', privateKey };

  it.each(TEXTS)('verifies as received: %s', async (_what, text) => {
    const { raw } = await received({ text }, {}, dkim);
    const { tags, bodyHolds, headersHold } = verifyDkim(raw, publicKey);
    expect(tags).toMatchObject({
      a: 'rsa-sha256',
      c: 'relaxed/relaxed',
      d: 'campaign.example',
      s: 'mail2026',
    });
    expect({ bodyHolds, headersHold }).toEqual({ bodyHolds: true, headersHold: true });
  });

  it('signs who writes, whom an answer goes to, and how to unsubscribe', async () => {
    const { raw } = await received({ unsubscribe: 'https://letters.example/end/x' }, {}, dkim);
    const { tags, headersHold } = verifyDkim(raw, publicKey);
    expect(headersHold).toBe(true);
    expect(tags.h?.split(':')).toEqual(
      expect.arrayContaining([
        'from',
        'reply-to',
        'subject',
        'date',
        'list-unsubscribe',
        'list-unsubscribe-post',
      ]),
    );
  });

  it('no longer verifies when a word was changed on the way, in the body or in a header', async () => {
    const { raw } = await received({}, {}, dkim);
    expect(verifyDkim(raw.replace('Hello', 'Jello'), publicKey).bodyHolds).toBe(false);
    expect(verifyDkim(raw.replace('sian@', 'bob@'), publicKey).headersHold).toBe(false);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const pem = other.export({ type: 'spki', format: 'pem' }).toString();
    expect(verifyDkim(raw, pem).headersHold).toBe(false);
  });

  it('bears no signature where no key is set', async () => {
    expect((await received({})).raw).not.toMatch(/dkim-signature/i);
  });
});

describe('a server whose certificate nobody vouches for', () => {
  it('gets nothing, and TLS is given as the reason', async () => {
    // The server brings a certificate that it has signed itself.
    server = await startMailServer({ disabledCommands: ['AUTH'] });
    const mailer = createMailer({
      server: `smtp://127.0.0.1:${server.port}`,
      catchDir: '/nowhere',
      bounceAddress: 'bounces@campaign.example',
    });
    expect(await mailer.send(MESSAGE)).toEqual({ kind: 'try-later', reason: 'tls' });
    mailer.close();
    expect(server.received).toEqual([]);
  });
});

describe('optional mail', () => {
  it('can be ended with one click', async () => {
    const { raw } = await received({ unsubscribe: 'https://letters.example/end/x' });
    expect(raw).toContain('List-Unsubscribe: <https://letters.example/end/x>\r\n');
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it('is the only mail that offers it', async () => {
    expect((await received({})).raw).not.toMatch(/list-unsubscribe/i);
  });
});
