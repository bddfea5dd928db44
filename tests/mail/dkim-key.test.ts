import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-keys-'));
afterAll(() => rmSync(dir, { recursive: true }));

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const pem = (key: ReturnType<typeof rsa>['privateKey'], password?: string) =>
  key.export({
    type: 'pkcs8',
    format: 'pem',
    ...(password ? { cipher: 'aes-256-cbc', passphrase: password } : {}),
  });

function fileWith(content: string | Buffer): string {
  const file = path.join(dir, `${Math.random()}.pem`);
  writeFileSync(file, content);
  return file;
}

function refusal(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('the key that signs mail', () => {
  it('is read when the site starts', () => {
    const key = pem(rsa(2048).privateKey);
    const { dkim } = loadConfig({ DKIM_KEY_FILE: fileWith(key), DKIM_SELECTOR: 'mail2026' });
    expect(dkim).toEqual({ selector: 'mail2026', privateKey: key });
  });

  it('is not needed: without it mail is not signed here', () => {
    expect(loadConfig({}).dkim).toBeUndefined();
  });

  it.each([
    ['is missing', () => path.join(dir, 'none.pem'), 'cannot be read (ENOENT)'],
    ['is a folder', () => dir, 'cannot be read (EISDIR)'],
    ['is no key', () => fileWith('hello'), 'must be a private key in PEM'],
    [
      'is the public half',
      () => fileWith(rsa(2048).publicKey.export({ type: 'spki', format: 'pem' })),
      'must be a private key in PEM',
    ],
    ['wants a password', () => fileWith(pem(rsa(2048).privateKey, 'x')), 'without a password'],
    [
      'is of a kind that would leave mail unsigned',
      () => fileWith(pem(generateKeyPairSync('ed25519').privateKey)),
      'must be an RSA key',
    ],
    ['is too short', () => fileWith(pem(rsa(1024).privateKey)), 'at least 2048 bits'],
  ])('stops the start, named with all else that is wrong, where it %s', (_what, file, words) => {
    const message = refusal({ DKIM_KEY_FILE: file(), DKIM_SELECTOR: 'not a name', PORT: 'many' });
    expect(message).toMatch(/^ {2}PORT /m);
    expect(message).toMatch(/^ {2}DKIM_SELECTOR must/m);
    expect(message).toMatch(/^ {2}DKIM_KEY_FILE /m);
    expect(message).toContain(words);
  });

  it.each([
    ['DKIM_SELECTOR', { DKIM_KEY_FILE: fileWith(pem(rsa(2048).privateKey)) }],
    ['DKIM_KEY_FILE', { DKIM_SELECTOR: 'mail2026' }],
  ])('wants its other half: %s', (missing, env) => {
    expect(refusal(env)).toMatch(new RegExp(`^ {2}${missing} is needed to sign mail`, 'm'));
  });
});

describe('the address for bounces', () => {
  it('is that of MAIL_FROM, where no other is set', () => {
    expect(loadConfig({ MAIL_FROM: 'letters@campaign.example' }).bounceAddress).toBe(
      'letters@campaign.example',
    );
    expect(loadConfig({ BOUNCE_ADDRESS: 'bounces@campaign.example' }).bounceAddress).toBe(
      'bounces@campaign.example',
    );
  });

  it('leaves room for the mail’s name before the @', () => {
    const long = `${'a'.repeat(40)}@campaign.example`;
    expect(refusal({ BOUNCE_ADDRESS: long })).toMatch(/^ {2}BOUNCE_ADDRESS must have at most 37/m);
    expect(refusal({ MAIL_FROM: long })).toMatch(/^ {2}MAIL_FROM must have at most 37/m);
    expect(refusal({ MAIL_FROM: long, BOUNCE_ADDRESS: 'bounces@campaign.example' })).toBe('');
  });
});
