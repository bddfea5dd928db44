import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const PUBLIC = path.join(import.meta.dirname, '..', '..', 'public');
const SCRIPTS = readdirSync(PUBLIC).filter(file => file.endsWith('.js'));

it.each(SCRIPTS)(
  '%s leaves nothing in the browser, and neither tells other windows anything nor listens',
  file => {
    const text = readFileSync(path.join(PUBLIC, file), 'utf8');
    expect(text).not.toMatch(
      /\b(?:localStorage|sessionStorage|indexedDB|caches|cookieStore|serviceWorker)\b/,
    );
    expect(text).not.toMatch(/document\.cookie/);
    expect(text).not.toMatch(/\bpostMessage\b|\bonmessage\b|['"]message['"]|\bBroadcastChannel\b/);
  },
);
