import { describe, expect, it } from 'vitest';
import { readMailReport, statusGroups } from '../../src/bounces/mail-report.ts';
import { deliveryReport, plainMail } from '../support/delivery-report.ts';

const TOKEN = '0123456789abcdef01234567';
const read = (mail: string) => readMailReport(Buffer.from(mail));

describe('a delivery report', () => {
  it('names the mail by the address it came to, and by the Message-ID of what came back', async () => {
    const to = `letters+${TOKEN}@campaign.example`;
    expect(await read(deliveryReport({ to }))).toEqual([
      {
        id: '<report-1@mail.example>#0',
        kind: 'permanent',
        status: '5.1.1',
        token: TOKEN,
        messageId: '<letter-1@campaign.example>',
      },
    ]);
  });

  it.each(['Delivered-To', 'X-Original-To', 'Envelope-To'])('trusts %s before To', async header => {
    const other = 'f'.repeat(24);
    const report = deliveryReport({ to: `letters+${other}@campaign.example` });
    const [found] = await read(`${header}: letters+${TOKEN}@campaign.example\r\n${report}`);
    expect(found?.token).toBe(TOKEN);
  });

  it('may bring back the headers alone', async () => {
    const [found] = await read(deliveryReport({ returnedAs: 'text/rfc822-headers' }));
    expect(found).toMatchObject({ token: null, messageId: '<letter-1@campaign.example>' });
  });

  it('tells of each recipient, and not of those who were reached', async () => {
    const reports = await read(
      deliveryReport({
        recipients: [
          { action: 'failed', status: '5.1.1' },
          { action: 'delivered', status: '2.0.0' },
          { action: 'delayed', status: '4.4.1' },
          { action: 'failed', status: '5.2.2' },
        ],
      }),
    );
    expect(reports.map(({ id, kind, status }) => [id.slice(-2), kind, status])).toEqual([
      ['#0', 'permanent', '5.1.1'],
      ['#2', 'delayed', '4.4.1'],
      ['#3', 'full', '5.2.2'],
    ]);
  });

  it('tells nothing where all went well', async () => {
    expect(await read(deliveryReport({ recipients: [{ action: 'relayed', status: '2.0.0' }] }))).toEqual([]);
  });

  it.each([
    [{ action: 'failed', status: '5.0.0', diagnostic: 'smtp; 552 5.2.2 over quota' }, 'full', '5.2.2'],
    [{ action: 'failed', diagnostic: 'smtp; 550 5.1.10 no\n such recipient' }, 'permanent', '5.1.10'],
    [{ action: 'failed', status: '5.1.1 (bad mailbox)' }, 'permanent', '5.1.1'],
    [{ action: 'failed (relayed to a machine)' }, 'permanent', null],
    [{ action: 'odd' }, 'unreadable', null],
  ])('is read from %j as %s', async (recipient, kind, status) => {
    expect(await read(deliveryReport({ recipients: [recipient] }))).toMatchObject([{ kind, status }]);
  });

  it('without any recipient is for staff', async () => {
    expect(await read(deliveryReport({ recipients: [] }))).toMatchObject([{ kind: 'unreadable' }]);
  });
});

describe('other mail to that address', () => {
  it.each([
    ['says so by Auto-Submitted', ['Auto-Submitted: auto-replied'], 'auto-reply'],
    ['says so with a reason behind it', ['Auto-Submitted: auto-generated; why=holiday'], 'auto-reply'],
    ['says so by X-Autoreply', ['X-Autoreply: yes'], 'auto-reply'],
    ['says so by Precedence', ['Precedence: auto_reply'], 'auto-reply'],
    ['is out of the office', ['Subject: Out of Office: Re your letter'], 'auto-reply'],
    ['answers as Outlook does', ['Subject: Automatic reply: From your constituent'], 'auto-reply'],
    ['is written by a person', ['Subject: Re: your letter', 'Auto-Submitted: no'], 'unreadable'],
    ['asks the sender to prove something', ['Subject: Please confirm that you are no robot'], 'unreadable'],
  ])('that %s', async (_what, headers, kind) => {
    const reports = await read(plainMail(headers, `letters+${TOKEN}@campaign.example`));
    expect(reports).toEqual([
      { id: '<plain-1@mail.example>', kind, status: null, token: TOKEN, messageId: null },
    ]);
  });

  it.each(['', '\0\0\0', 'no header at all', 'Content-Type: multipart/report; boundary=x\r\n\r\n--x'])(
    'is noted as unreadable and breaks nothing: %j',
    async mail => {
      const [report] = await read(mail);
      expect(report).toMatchObject({ kind: 'unreadable', token: null, messageId: null });
      expect(await read(mail)).toEqual([report]);
    },
  );
});

it('reads folded fields, and groups that blank lines divide', () => {
  const groups = statusGroups('A: 1\r\nB: two\r\n  three\r\n\r\n\r\nC: (comment) 4\r\n');
  expect(groups.map(group => Object.fromEntries(group))).toEqual([{ a: '1', b: 'two three' }, { c: '4' }]);
});

// Anybody can mail one: where each bracket is looked for its end to the end of the field, this takes minutes.
it('is done at once with a field of nothing but brackets', () => {
  const value = '('.repeat(200_000);
  expect(statusGroups(`Action: ${value}`).map(group => group.get('action'))).toEqual([value]);
});
