import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync } from 'node:crypto';

/** What APP_SECRET protects: sealing (nobody else can read) and marking (nobody else can make). */
export type Secrets = ReturnType<typeof openSecrets>;

/** Seals for one purpose; what another purpose sealed cannot be opened with it. */
export type SecretBox = ReturnType<Secrets['box']>;

type Key = { id: string; key: Buffer };

/**
 * Derives a key for each purpose from one secret (HKDF, SHA-256).
 *
 * @param previous the secret before a change: it still opens what it sealed, and seals nothing more
 */
export function openSecrets(current: string, previous?: string) {
  const secrets = previous ? [current, previous] : [current];
  return {
    /** @param purpose such as "staff totp" */
    box(purpose: string) {
      const keys = secrets.map(secret => keyFor(secret, `seal ${purpose}`));
      const [newest] = keys as [Key, ...Key[]];
      return {
        /** Stands in front of whatever is sealed from now on. */
        keyId: newest.id,
        /** @param about what the text belongs to; it opens for nothing else */
        seal: (text: string, about: string): string => sealWith(newest, text, about),
        /** @returns the text, or null where it was sealed otherwise, for something else, or changed since */
        open: (sealed: string, about: string): string | null => openWith(keys, sealed, about),
      };
    },
    /** @returns makes the mark of a text: the same every time, and beyond anyone without the secret */
    marker(purpose: string): (text: string) => string {
      const { key } = keyFor(current, `mark ${purpose}`);
      return text => hmac(key, text);
    },
    /** @returns makes hashes by which a text is found that is stored nowhere in clear */
    lookup(purpose: string) {
      const keys = secrets.map(secret => keyFor(secret, `look up ${purpose}`));
      const [newest] = keys as [Key, ...Key[]];
      const hashWith = ({ id, key }: Key, text: string) => `${id}.${hmac(key, text)}`;
      return {
        keyId: newest.id,
        hash: (text: string): string => hashWith(newest, text),
        /** The hashes that the text may have been stored under: while the secret changes, two. */
        hashes: (text: string): string[] => keys.map(key => hashWith(key, text)),
      };
    },
  };
}

function keyFor(secret: string, purpose: string): Key {
  const derive = (info: string, length: number) => Buffer.from(hkdfSync('sha256', secret, '', info, length));
  return { id: derive(`id ${purpose}`, 4).toString('hex'), key: derive(purpose, 32) };
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url');

const NONCE = 12;

/** Chance for many nonces, drawn together: twelve bytes cost as much to ask for as thousands. */
const chance = Buffer.alloc(NONCE * 256);
let used = chance.length;

/** Twelve bytes that were never used before; a copy, for what they lay in is drawn anew. */
function freshNonce(): Buffer {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  used += NONCE;
  return Buffer.from(chance.subarray(used - NONCE, used));
}

/** AES-256-GCM: key id, nonce, text and tag, in base64url with dots between. */
function sealWith({ id, key }: Key, text: string, about: string): string {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [id, ...[nonce, sealed, cipher.getAuthTag()].map(part => part.toString('base64url'))].join('.');
}

function openWith(keys: Key[], whole: string, about: string): string | null {
  const [id, ...parts] = whole.split('.');
  const [nonce, sealed, tag] = parts.map(part => Buffer.from(part, 'base64url'));
  const key = keys.find(known => known.id === id)?.key;
  if (!key || !nonce || !sealed || tag?.length !== 16) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString();
  } catch {
    return null;
  }
}
