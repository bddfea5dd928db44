/**
 * Why a try did not end well: a few words that can be counted, never the server's own, which may
 * quote an address.
 */
export type SendReason =
  | 'connection refused'
  | 'connection lost'
  | 'timeout'
  | 'tls'
  | 'sign-in refused'
  | 'busy'
  | 'greylisted'
  | 'mailbox full'
  | 'sender refused'
  | 'recipient refused'
  | 'nonsense reply'
  /** We cut it short: the process is ending. */
  | 'stopped'
  | 'other 4xx'
  | 'other 5xx';

/**
 * How one try ended. `accepted` means that the mail server took it, no more. `unknown`: the text had
 * left, to its end, and no answer came that says whether the server has it. `reply` is the numbers of
 * the server's answer: "550 5.1.1".
 */
export type SendOutcome =
  | { kind: 'accepted' }
  | { kind: 'refused' | 'try-later' | 'unknown'; reason: SendReason; reply?: string };

/** What nodemailer's errors may carry. Its `code` alone does not tell: RCPT 450 and 550 are both EENVELOPE. */
type SmtpError = {
  code?: string;
  originalCode?: string;
  command?: string;
  syscall?: string;
  response?: string;
  responseCode?: number;
};

/**
 * The server's own reply decides; without one, whether the text had left to its end.
 *
 * @param textLeft the whole text was handed to the connection, so that the server may have it
 */
export function sendOutcomeOf(error: unknown, textLeft: boolean): SendOutcome {
  const failure = error as SmtpError;
  const { responseCode = 0, command = '' } = failure;
  const refusal = responseCode >= 400 && responseCode <= 599;
  if (textLeft && !refusal) return { kind: 'unknown', reason: reasonWithoutReply(failure) };
  if (!refusal) return { kind: 'try-later', reason: reasonWithoutReply(failure) };

  const enhanced = enhancedStatus(failure.response);
  const reply = [responseCode, enhanced].filter(Boolean).join(' ');
  if (responseCode === 421) return { kind: 'try-later', reason: 'busy', reply };
  const refused = REFUSED[command];
  // Before the mail itself is spoken of, a refusal means us: the operator can put it right.
  if (!refused || SIGN_IN.includes(responseCode)) {
    return { kind: 'try-later', reason: reasonOfSession(failure), reply };
  }
  if (ranOutOfRoom(responseCode, enhanced)) return { kind: 'try-later', reason: 'mailbox full', reply };
  if (responseCode >= 500) return { ...refused, reply };
  const greylisted = [450, 451].includes(responseCode) && enhanced?.startsWith('4.7.');
  return { kind: 'try-later', reason: greylisted ? 'greylisted' : 'other 4xx', reply };
}

/** What a 5xx means, by the command that it answers. The sender is ours in every mail: that one says nothing about this mail. */
const REFUSED: Record<string, { kind: 'refused' | 'try-later'; reason: SendReason }> = {
  'MAIL FROM': { kind: 'try-later', reason: 'sender refused' },
  'RCPT TO': { kind: 'refused', reason: 'recipient refused' },
  DATA: { kind: 'refused', reason: 'other 5xx' },
};

/** Replies that ask for a sign-in or refuse it (RFC 4954), whichever command they answer. */
const SIGN_IN = [530, 534, 535, 538];

/** Without an enhanced status, 452 and 552 say that storage ran out. */
function ranOutOfRoom(code: number, enhanced: string | undefined): boolean {
  return enhanced ? isFull(enhanced) : code === 452 || code === 552;
}

/** A full mailbox, by an enhanced status (RFC 3463, x.2.2). */
export const isFull = (status: string): boolean => /^[45]\.2\.2$/.test(status);

/** The digits of an enhanced status code that opens a reply, such as 5.1.1 (RFC 2034). */
function enhancedStatus(response: string | undefined): string | undefined {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
}

function reasonOfSession({ code, command = '', responseCode = 0 }: SmtpError): SendReason {
  if (code === 'ETLS' || command === 'STARTTLS') return 'tls';
  if (code === 'EAUTH' || command.startsWith('AUTH') || SIGN_IN.includes(responseCode)) {
    return 'sign-in refused';
  }
  return responseCode >= 500 ? 'other 5xx' : 'other 4xx';
}

function reasonWithoutReply({ code, originalCode, syscall, response }: SmtpError): SendReason {
  if (code === 'EABORT') return 'stopped';
  const codes = `${code} ${originalCode}`;
  if (/ETLS|ERR_(SSL|TLS)|CERT|UNABLE_TO|EPROTO\b/.test(codes)) return 'tls';
  if (/EAUTH|ENOAUTH/.test(codes)) return 'sign-in refused';
  if (code === 'EDNS' || syscall === 'connect' || syscall === 'getaddrinfo') return 'connection refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  return response ? 'nonsense reply' : 'connection lost';
}
