import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../src/bounces/webhooks.ts';

const TOKEN = '0123456789abcdef01234567';
const MESSAGE_ID = '<letter-1@campaign.example>';
const read = (body: unknown) => readWebhook(JSON.stringify(body));

const postmark = (more: object) => ({
  RecordType: 'Bounce',
  ID: 692560173,
  Type: 'HardBounce',
  TypeCode: 1,
  Name: 'Hard bounce',
  Tag: '',
  MessageID: '2c1b63fe-43f2-4db5-91b0-8bdfa44a9316',
  ServerID: 23,
  MessageStream: 'outbound',
  Description: 'The server was unable to deliver your message.',
  Details: 'smtp;550 5.1.1 user unknown',
  Email: 'nova@mp.example',
  From: 'letters@campaign.example',
  BouncedAt: '2026-11-24T10:00:00Z',
  DumpAvailable: true,
  Inactive: true,
  CanActivate: true,
  Subject: 'Hello',
  Content: `Return-Path: <>\r\n\r\nMessage-ID: ${MESSAGE_ID}\r\n`,
  ...more,
});

const mailgun = (more: object) => ({
  signature: { timestamp: '1770146798', token: 'x', signature: 'y' },
  'event-data': {
    id: 'G9Bn5sl1TC6nu79C8C0bwg',
    timestamp: 1770146798.37,
    event: 'failed',
    severity: 'permanent',
    reason: 'bounce',
    'log-level': 'error',
    recipient: 'nova@mp.example',
    envelope: { sender: `letters+${TOKEN}@campaign.example`, transport: 'smtp', targets: 'nova@mp.example' },
    'delivery-status': {
      'attempt-no': 1,
      code: 550,
      'enhanced-code': '5.1.1',
      message: 'unknown',
      description: '',
    },
    message: { headers: { 'message-id': 'letter-1@campaign.example', to: 'nova@mp.example' }, size: 341 },
    ...more,
  },
});

const sesBounce = (more: object) => ({
  bounceType: 'Permanent',
  bounceSubType: 'General',
  reportingMTA: 'dns; email.example',
  bouncedRecipients: [
    {
      emailAddress: 'nova@mp.example',
      status: '5.1.1',
      action: 'failed',
      diagnosticCode: 'smtp; 550 5.1.1 unknown',
    },
  ],
  timestamp: '2026-11-24T10:00:00Z',
  feedbackId: '00000138111222aa-1',
  remoteMtaIp: '192.0.2.1',
  ...more,
});
const ses = (more: object) => ({
  notificationType: 'Bounce',
  bounce: sesBounce(more),
  mail: {
    timestamp: '2026-11-24T10:00:00Z',
    source: `letters+${TOKEN}@campaign.example`,
    messageId: '00000138111222aa-2',
    destination: ['nova@mp.example'],
    headersTruncated: false,
    commonHeaders: { from: ['letters@campaign.example'], messageId: MESSAGE_ID },
  },
});
const sns = (message: unknown) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-west-2:123456789012:bounces',
  Message: JSON.stringify(message),
  Timestamp: '2026-11-24T10:00:00.000Z',
});

const sendgrid = (more: object) => [
  {
    email: 'nova@mp.example',
    timestamp: 1513299569,
    'smtp-id': MESSAGE_ID,
    event: 'bounce',
    type: 'bounce',
    category: 'x',
    sg_event_id: 'event-1',
    sg_message_id: 'message-1',
    reason: '550 5.1.1 user unknown',
    status: '5.1.1',
    ...more,
  },
];

const found = { messageId: MESSAGE_ID };

describe('what a provider posts', () => {
  it.each([
    [
      'Postmark: a hard bounce',
      postmark({}),
      { id: 'postmark:692560173', kind: 'permanent', status: '5.1.1', ...found },
    ],
    [
      'Postmark: a full mailbox',
      postmark({ Type: 'SoftBounce', Details: 'smtp;552 5.2.2 full' }),
      { kind: 'full', status: '5.2.2' },
    ],
    [
      'Postmark: still trying',
      postmark({ Type: 'Transient', Details: '' }),
      { kind: 'delayed', status: null },
    ],
    ['Postmark: out of office', postmark({ Type: 'AutoResponder' }), { kind: 'auto-reply' }],
    ['Postmark: a challenge', postmark({ Type: 'ChallengeVerification' }), { kind: 'unreadable' }],
    [
      'Postmark: without the content',
      postmark({ Content: undefined }),
      { kind: 'permanent', token: null, messageId: null },
    ],
    [
      'Mailgun: a failure',
      mailgun({}),
      { id: 'mailgun:G9Bn5sl1TC6nu79C8C0bwg', kind: 'permanent', status: '5.1.1', token: TOKEN, ...found },
    ],
    ['Mailgun: for now', mailgun({ severity: 'temporary' }), { kind: 'delayed' }],
    [
      'Mailgun: a full mailbox',
      mailgun({ 'delivery-status': { code: 552, message: '5.2.2 full' } }),
      { kind: 'full', status: '5.2.2' },
    ],
    [
      'SES: a bounce',
      ses({}),
      { id: 'ses:00000138111222aa-1#0', kind: 'permanent', status: '5.1.1', token: TOKEN, ...found },
    ],
    ['SES through SNS', sns(ses({})), { id: 'ses:00000138111222aa-1#0', kind: 'permanent' }],
    [
      'SES by event publishing',
      { ...ses({}), notificationType: undefined, eventType: 'Bounce' },
      { kind: 'permanent' },
    ],
    ['SES: a full mailbox', ses({ bounceType: 'Transient', bounceSubType: 'MailboxFull' }), { kind: 'full' }],
    ['SES: transient, and it gave up', ses({ bounceType: 'Transient' }), { kind: 'permanent' }],
    [
      'SES: transient, and no word of failure',
      ses({ bounceType: 'Transient', bouncedRecipients: [{}] }),
      { kind: 'delayed' },
    ],
    ['SES: it cannot tell', ses({ bounceType: 'Undetermined' }), { kind: 'unreadable' }],
    [
      'SendGrid: a bounce',
      sendgrid({}),
      { id: 'sendgrid:event-1', kind: 'permanent', status: '5.1.1', ...found },
    ],
    [
      'SendGrid: a bounce without a status',
      sendgrid({ status: undefined, type: 'blocked', reason: 'no MX' }),
      { kind: 'permanent', status: null },
    ],
    [
      'SendGrid: dropped',
      sendgrid({ event: 'dropped', reason: 'Bounced Address', status: undefined }),
      { kind: 'permanent' },
    ],
    ['SendGrid: deferred', sendgrid({ event: 'deferred', response: '400 later' }), { kind: 'delayed' }],
    ['SendGrid: a full mailbox', sendgrid({ status: '5.2.2' }), { kind: 'full' }],
  ])('%s', (_what, body, report) => {
    expect(read(body)).toEqual([expect.objectContaining(report)]);
  });

  it.each([
    ['Postmark: delivered', postmark({ RecordType: 'Delivery', ID: undefined })],
    ['Mailgun: delivered', mailgun({ event: 'delivered' })],
    ['SES: a delivery', { ...ses({}), notificationType: 'Delivery' }],
    [
      'SNS: a subscription to be confirmed',
      { Type: 'SubscriptionConfirmation', Message: 'You have chosen to subscribe' },
    ],
    ['SendGrid: opened', sendgrid({ event: 'open' })],
    ['SendGrid: nothing', []],
  ])('is nothing to us where it tells of no failure: %s', (_what, body) => {
    expect(read(body)).toEqual([]);
  });

  it.each(['', 'no json', 'null', '{}', '{"RecordType":7}', '[1]', '{"Type":"Notification","Message":"x"}'])(
    'is no provider’s: %j',
    body => {
      expect(readWebhook(body)).toBeNull();
    },
  );

  it.each([
    ['Postmark', postmark({ ID: undefined })],
    ['Postmark', postmark({ ID: '' })],
    ['Mailgun', mailgun({ id: undefined })],
    ['SES', ses({ feedbackId: '' })],
    ['SendGrid', sendgrid({ sg_event_id: undefined })],
  ])('is refused without a name of its own, by which a repeat is known: %s', (_provider, body) => {
    expect(read(body)).toBeNull();
  });

  it('carries no address on', () => {
    for (const body of [postmark({}), mailgun({}), ses({}), sendgrid({})]) {
      expect(JSON.stringify(read(body))).not.toContain('nova');
    }
  });
});
