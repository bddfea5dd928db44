import { createHash, createVerify } from 'node:crypto';

/**
 * Whether a mail's DKIM signature holds, by RFC 6376 with relaxed/relaxed canonicalisation, written
 * apart from the signer so that one fault cannot hide another.
 *
 * @param raw the mail as received, lines ending in CRLF
 * @returns the signature's tags, and whether body and headers are as they were signed
 */
export function verifyDkim(raw: string, publicKey: string) {
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n');
  const signature = fields.find(field => /^dkim-signature:/i.test(field)) ?? '';
  const tags: Record<string, string> = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map(tag => tag.split(/=(.*)/s).map(part => part.trim()))
      .filter(([name]) => name),
  );
  const body = createHash('sha256')
    .update(relaxedBody(raw.slice(end + 4)))
    .digest('base64');
  const unused = [...fields].reverse();
  const signed = (tags.h ?? '').split(':').flatMap(name => {
    const index = unused.findIndex(field => field.toLowerCase().startsWith(`${name.trim().toLowerCase()}:`));
    return index < 0 ? [] : unused.splice(index, 1).map(relaxedField);
  });
  const unsigned = relaxedField(signature).replace(/([;:]\s*b=)[^;]*/, '$1');
  const headers = createVerify('RSA-SHA256').update([...signed, unsigned].join('\r\n'));
  return {
    tags,
    bodyHolds: body === tags.bh,
    headersHold: headers.verify(publicKey, (tags.b ?? '').replace(/\s/g, ''), 'base64'),
  };
}

function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map(line => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  return `${lines.join('\r\n').replace(/(\r\n)*$/, '')}\r\n`;
}
