import { z } from 'zod';
import { isFull } from '../mail/outcome.ts';
import { bounceTokenIn } from '../mail/verp.ts';
import { type BounceReport, type ReportKind, statusIn } from './bounce-report.ts';
import { messageIdIn } from './mail-report.ts';

/** One provider's events, and how each becomes a report; null: an event that tells of no failure. */
type Adapter = (body: unknown) => BounceReport[] | null;

const words = z.string().catch('');

/** An event's own name. Without one, each would pass for a repeat of the one before. */
const ownName = z.string().min(1);

/** Postmark's bounce webhook; the mail is found where "include bounce content" is switched on. */
const postmarkEvent = z.object({
  RecordType: z.string(),
  ID: ownName.or(z.number()).optional(),
  Type: words,
  Details: words,
  Content: words,
});

const POSTMARK_KINDS: Record<string, ReportKind> = {
  HardBounce: 'permanent',
  SoftBounce: 'permanent',
  BadEmailAddress: 'permanent',
  Blocked: 'permanent',
  SpamNotification: 'permanent',
  VirusNotification: 'permanent',
  DMARCPolicy: 'permanent',
  DnsError: 'permanent',
  Transient: 'delayed',
  AutoResponder: 'auto-reply',
};

const postmark: Adapter = body => {
  const { success, data } = postmarkEvent.safeParse(body);
  if (!success) return null;
  if (data.RecordType !== 'Bounce') return [];
  if (data.ID === undefined) return null;
  return [
    report(`postmark:${data.ID}`, POSTMARK_KINDS[data.Type] ?? 'unreadable', statusIn(data.Details), {
      sender: data.Content,
      messageId: messageIdIn(data.Content),
    }),
  ];
};

/** Mailgun's `event-data`; it names our own Message-ID, without its brackets. */
const mailgunEvent = z.object({
  'event-data': z.object({
    event: z.string(),
    severity: words,
    id: ownName,
    'delivery-status': z
      .object({ 'enhanced-code': words, message: words })
      .catch({ 'enhanced-code': '', message: '' }),
    envelope: z.object({ sender: words }).catch({ sender: '' }),
    message: z
      .object({ headers: z.object({ 'message-id': words }) })
      .catch({ headers: { 'message-id': '' } }),
  }),
});

const mailgun: Adapter = body => {
  const { success, data } = mailgunEvent.safeParse(body);
  if (!success) return null;
  const event = data['event-data'];
  if (event.event !== 'failed') return [];
  const { 'enhanced-code': code, message } = event['delivery-status'];
  return [
    report(
      `mailgun:${event.id}`,
      event.severity === 'permanent' ? 'permanent' : 'delayed',
      statusIn(code) ?? statusIn(message),
      { sender: event.envelope.sender, messageId: bracketed(event.message.headers['message-id']) },
    ),
  ];
};

/** Amazon's SES, as itself or wrapped in a notification of SNS. `mail.source` is our envelope sender. */
const snsNotification = z.object({ Type: z.string(), Message: z.string() });
const sesEvent = z
  .object({ notificationType: z.string().optional(), eventType: z.string().optional() })
  .refine(event => event.notificationType ?? event.eventType);
const sesBounce = z.object({
  bounce: z.object({
    bounceType: z.string(),
    bounceSubType: words,
    feedbackId: ownName,
    bouncedRecipients: z.array(z.object({ action: words, status: words, diagnosticCode: words })),
  }),
  mail: z.object({
    source: words,
    commonHeaders: z.object({ messageId: words }).catch({ messageId: '' }),
  }),
});

const ses: Adapter = body => {
  const sns = snsNotification.safeParse(body);
  if (sns.success) return sns.data.Type === 'Notification' ? ses(parseJson(sns.data.Message)) : [];
  const event = sesEvent.safeParse(body);
  if (!event.success) return null;
  if ((event.data.notificationType ?? event.data.eventType) !== 'Bounce') return [];
  const { success, data } = sesBounce.safeParse(body);
  if (!success) return null;
  const { bounce, mail } = data;
  return bounce.bouncedRecipients.map((recipient, index) => {
    const failed = bounce.bounceType === 'Permanent' || recipient.action === 'failed';
    const kind = { Permanent: 'permanent', Transient: failed ? 'permanent' : 'delayed' }[bounce.bounceType];
    const status = bounce.bounceSubType === 'MailboxFull' ? '5.2.2' : statusIn(recipient.status);
    return report(
      `ses:${bounce.feedbackId}#${index}`,
      bounce.bounceSubType === 'MailboxFull' ? 'full' : ((kind as ReportKind) ?? 'unreadable'),
      status ?? statusIn(recipient.diagnosticCode),
      { sender: mail.source, messageId: bracketed(mail.commonHeaders.messageId) },
    );
  });
};

/** SendGrid's events come as a list. `smtp-id` is our own Message-ID. */
const sendgridEvents = z.array(
  z.object({ event: z.string(), sg_event_id: ownName, status: words, reason: words, 'smtp-id': words }),
);

const SENDGRID_KINDS: Record<string, ReportKind> = {
  bounce: 'permanent',
  dropped: 'permanent',
  deferred: 'delayed',
};

const sendgrid: Adapter = body => {
  const { success, data } = sendgridEvents.safeParse(body);
  if (!success) return null;
  return data.flatMap(event => {
    const kind = SENDGRID_KINDS[event.event];
    const status = statusIn(event.status) ?? statusIn(event.reason);
    const messageId = bracketed(event['smtp-id']);
    return kind ? [report(`sendgrid:${event.sg_event_id}`, kind, status, { sender: '', messageId })] : [];
  });
};

const ADAPTERS: Adapter[] = [postmark, mailgun, ses, sendgrid];

/**
 * Reads what a provider posts about bounces.
 *
 * @returns its reports, none where it tells of no failure, or null: no provider's shape fits
 */
export function readWebhook(json: string): BounceReport[] | null {
  const body = parseJson(json);
  for (const adapter of ADAPTERS) {
    const reports = adapter(body);
    if (reports) return reports;
  }
  return null;
}

function report(
  id: string,
  kind: ReportKind,
  status: string | null,
  found: { sender: string; messageId: string | null },
): BounceReport {
  const full = kind === 'permanent' && status !== null && isFull(status);
  return {
    id,
    kind: full ? 'full' : kind,
    status,
    token: bounceTokenIn(found.sender),
    messageId: found.messageId,
  };
}

const bracketed = (id: string) => (id ? `<${id.replace(/^<|>$/g, '')}>` : null);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
