import { type Form, fieldsOf } from './forms.ts';

/** Fields whose values are the site's own words, not anything that somebody typed. */
const CHOICES = new Set([
  ...'relationship asks experiences action consent_story updates told'.split(' '),
  'next',
  'role',
]);

/**
 * A browser that asks a real site over the network, and notes in `secrets` all that nobody may read in a log:
 * every value it sends, every value of a cookie it is given, and every token in an address.
 */
export function typingBrowser(base: string, secrets: Set<string>, headers: Record<string, string> = {}) {
  const cookies = new Map<string, string>();

  const note = (value: string) => {
    // Of shorter ones numbers in a log are full.
    if (value.length >= 5) secrets.add(value);
  };

  async function ask(path: string, init: RequestInit = {}) {
    for (const part of path.split(/[/?=&]/)) if (/^[\w-]{20,}$/.test(part)) note(part);
    const response = await fetch(base + path, {
      redirect: 'manual',
      ...init,
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
      if (name !== 'language') note(decodeURIComponent(value));
    }
    const { status } = response;
    return { status, location: response.headers.get('location') ?? '', text: await response.text() };
  }

  return {
    ask,
    post(path: string, form: Form) {
      const fields = fieldsOf(form);
      for (const [name, value] of fields) if (!CHOICES.has(name)) note(value);
      return ask(path, { method: 'POST', body: new URLSearchParams(fields) });
    },
  };
}
