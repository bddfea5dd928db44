/**
 * The headers by which a mail program offers to end optional mail with one click (RFC 8058): it posts
 * "List-Unsubscribe=One-Click" to `url`, without cookies. For optional mail alone: a confirmation or
 * a letter is asked for, and nobody can unsubscribe from it.
 *
 * @param url https; the page behind it must take that post from elsewhere
 */
export function unsubscribeHeaders(url: string | undefined): Record<string, string> {
  if (!url) return {};
  if (!/^https:\/\/[^\s<>]+$/.test(url))
    throw new Error('An address to unsubscribe at must begin with https');
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
