import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkDkim, checkDmarc, checkMailRecords, checkSpf, dkimRecord } from '../../src/mail/dns-check.ts';

const DOMAIN = 'campaign.example';
const newKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const DKIM = { selector: 'mail2026', privateKey: newKey() };
const RECORD = dkimRecord(DKIM);

describe('the SPF record', () => {
  it.each([
    [['v=spf1 include:spf.provider.example -all'], 'fine', 'include:spf.provider.example'],
    [['something else', 'v=spf1 ip4:192.0.2.1 ~all'], 'fine', 'ip4'],
    [['v=spf1 redirect=_spf.provider.example'], 'fine', 'redirect'],
    [[], 'missing', 'Add a TXT record at campaign.example'],
    [['v=spf10 -all'], 'missing', 'Add a TXT record'],
    [['v=spf1 mx -all', 'v=spf1 a -all'], 'wrong', 'join them'],
    [['v=spf1 mx +all'], 'wrong', 'lets anybody'],
    [['v=spf1 mx all'], 'wrong', 'lets anybody'],
    [['v=spf1 -all'], 'wrong', 'names no server'],
    [['v=spf1'], 'wrong', 'names no server'],
    [['v=spf1 mx'], 'wrong', 'end it with -all'],
    [
      [`v=spf1 ${Array.from({ length: 11 }, (_, n) => `include:s${n}.example`).join(' ')} -all`],
      'wrong',
      '11 look-ups',
    ],
  ])('%j is %s', (records, state, words) => {
    const finding = checkSpf(records, DOMAIN);
    expect(finding.state).toBe(state);
    expect(finding.words).toContain(words);
  });
});

describe('the DKIM record', () => {
  it.each([
    ['with the key that signs', [RECORD], 'fine', 'has the key'],
    ['with blanks in the key', [RECORD.replace('p=MIIB', 'p=MI IB')], 'fine', 'has the key'],
    ['that is not there', [], 'missing', RECORD],
    ['with another key', [dkimRecord({ ...DKIM, privateKey: newKey() })], 'wrong', RECORD],
    ['with a withdrawn key', ['v=DKIM1; p='], 'wrong', 'withdrawn'],
    ['twice', [RECORD, RECORD], 'wrong', 'keep one'],
  ])('%s', (_what, records, state, words) => {
    const finding = checkDkim(records, DKIM, DOMAIN);
    expect(finding.state).toBe(state);
    expect(finding.words).toContain(words);
  });

  it('is told to publish the public half, never the private one', () => {
    const { words } = checkDkim([], DKIM, DOMAIN);
    expect(words).toContain('mail2026._domainkey.campaign.example');
    expect(words).not.toContain('PRIVATE');
  });
});

describe('the DMARC record', () => {
  it.each([
    [['v=DMARC1; p=none; rua=mailto:x@campaign.example'], DOMAIN, 'fine', 'p=none'],
    [['v=DMARC1;p=reject'], 'bounces.campaign.example', 'fine', 'p=reject'],
    [[], DOMAIN, 'missing', '_dmarc.campaign.example'],
    [['v=DMARC1; p=none', 'v=DMARC1; p=reject'], DOMAIN, 'wrong', 'keep one'],
    [['v=DMARC1; rua=mailto:x@campaign.example'], DOMAIN, 'wrong', 'p= must be'],
    [['v=DMARC1; p=maybe'], DOMAIN, 'wrong', 'p= must be'],
    [['v=DMARC1; p=none'], 'provider.example', 'wrong', 'Put it on campaign.example'],
    [['v=DMARC1; p=none; aspf=s'], 'bounces.campaign.example', 'wrong', 'aspf=s'],
  ])('%j, with bounces at %s, is %s', (records, envelope, state, words) => {
    const finding = checkDmarc(records, DOMAIN, envelope);
    expect(finding.state).toBe(state);
    expect(finding.words).toContain(words);
  });
});

describe('the records together', () => {
  const settings = {
    mailFrom: 'letters@campaign.example',
    bounceAddress: 'bounces@b.campaign.example',
    dkim: DKIM,
  };
  const zone: Record<string, string[]> = {
    'b.campaign.example': ['v=spf1 mx -all'],
    'mail2026._domainkey.campaign.example': [RECORD],
    '_dmarc.campaign.example': ['v=DMARC1; p=quarantine'],
  };

  it('are asked for where receivers ask', async () => {
    const findings = await checkMailRecords(settings, async name => zone[name] ?? []);
    expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
      'SPF fine',
      'DKIM fine',
      'DMARC fine',
    ]);
  });

  it('are not called missing where the name server gave no answer', async () => {
    const findings = await checkMailRecords(settings, async () => {
      throw new Error('timeout');
    });
    expect(findings.map(({ state }) => state)).toEqual(['unasked', 'unasked', 'unasked']);
  });

  it('say that mail is not signed, where no key is set', async () => {
    const findings = await checkMailRecords({ ...settings, dkim: undefined }, async name => zone[name] ?? []);
    expect(findings[1]).toMatchObject({ check: 'DKIM', state: 'unchecked' });
  });
});
