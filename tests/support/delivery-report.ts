type Recipient = { action?: string; status?: string; diagnostic?: string };

/** A delivery report as mail servers write it (RFC 3464), about an invented recipient. */
export function deliveryReport({
  to = 'letters@campaign.example',
  id = '<report-1@mail.example>',
  recipients = [
    { action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 <nova@mp.example> unknown' },
  ],
  returned = 'From: letters@campaign.example\nMessage-ID: <letter-1@campaign.example>\nSubject: Hello\n\nDear Nova,',
  returnedAs = 'message/rfc822',
}: {
  to?: string;
  id?: string;
  recipients?: Recipient[];
  returned?: string;
  returnedAs?: string;
} = {}): string {
  const groups = recipients.map(({ action, status, diagnostic }, index) =>
    [
      `Original-Recipient: rfc822;nova${index}@mp.example`,
      `Final-Recipient: rfc822; nova${index}@mp.example`,
      ...(action ? [`Action: ${action}`] : []),
      ...(status ? [`Status: ${status}`] : []),
      ...(diagnostic ? [`Diagnostic-Code: ${diagnostic}`] : []),
    ].join('\n'),
  );
  return `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mail.example>
To: ${to}
Subject: Undelivered Mail Returned to Sender
Message-ID: ${id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Original-Envelope-Id: none
Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0000

${groups.join('\n\n')}

--b1
Content-Type: ${returnedAs}

${returned}

--b1--
`.replaceAll('\n', '\r\n');
}

/** A mail that is no delivery report. */
export function plainMail(headers: string[], to = 'letters@campaign.example'): string {
  const lines = [`To: ${to}`, 'Message-ID: <plain-1@mail.example>', ...headers, '', 'I am away.', ''];
  return lines.join('\r\n');
}
