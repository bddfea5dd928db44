import { createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { domainOf } from './address.ts';
import type { Dkim } from './mailer.ts';

/** @param words what to do, for somebody who looks after the domain; for `fine`, what was found */
type Finding = {
  check: 'SPF' | 'DKIM' | 'DMARC';
  state: 'fine' | 'missing' | 'wrong' | 'unasked' | 'unchecked';
  words: string;
};

/** The TXT records of a name, each joined to one string; none where there is no such name. */
export type ResolveTxt = (name: string) => Promise<string[]>;

/** Milliseconds of the first try, and how many there are; each waits for longer than the one before. */
const PATIENCE = { timeout: 2_000, tries: 2 };

/** Asks the machine's own name server. @throws Error where it gives no answer, which is not "none" */
export function resolver(): ResolveTxt {
  const server = new Resolver(PATIENCE);
  return async name => {
    try {
      return (await server.resolveTxt(name)).map(strings => strings.join(''));
    } catch (error) {
      if (['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  };
}

/** The settings that the records have to fit. */
export type MailRecords = { mailFrom: string; bounceAddress: string; dkim?: Dkim };

/** Whether the records that let mail from `mailFrom` arrive are there and fit. */
export async function checkMailRecords(
  { mailFrom, bounceAddress, dkim }: MailRecords,
  resolve: ResolveTxt,
): Promise<Finding[]> {
  const domain = domainOf(mailFrom);
  const ask = async (check: Finding['check'], name: string, judge: (records: string[]) => Finding) => {
    const records = await resolve(name).catch(() => null);
    return records
      ? judge(records)
      : ({
          check,
          state: 'unasked',
          words: `The name server did not answer for ${name}. Try again later.`,
        } as const);
  };
  return Promise.all([
    // Receivers look SPF up for the envelope sender, which is the address for bounces.
    ask('SPF', domainOf(bounceAddress), records => checkSpf(records, domainOf(bounceAddress))),
    dkim
      ? ask('DKIM', `${dkim.selector}._domainkey.${domain}`, records => checkDkim(records, dkim, domain))
      : noDkim,
    ask('DMARC', `_dmarc.${domain}`, records => checkDmarc(records, domain, domainOf(bounceAddress))),
  ]);
}

const noDkim: Finding = {
  check: 'DKIM',
  // Only the provider knows under which selector it signs.
  state: 'unchecked',
  words:
    'This site does not sign. If your mail provider signs for this domain, nothing needs doing: send a letter to yourself, and look for dkim=pass in its headers. If not, set DKIM_KEY_FILE and DKIM_SELECTOR.',
};

/** One record says which servers may send (RFC 7208). */
export function checkSpf(records: string[], domain: string): Finding {
  const check = 'SPF';
  const found = records.filter(record => /^v=spf1( |$)/i.test(record));
  const [record = ''] = found;
  const terms = record.toLowerCase().split(/\s+/).slice(1);
  const lookups = terms.filter(term =>
    /^[+?~-]?(include:|a\b|mx\b|ptr\b|exists:)|^redirect=/.test(term),
  ).length;
  if (found.length === 0) {
    return missing(
      check,
      `Add a TXT record at ${domain}: v=spf1, then what your mail provider tells you, then -all.`,
    );
  }
  if (found.length > 1) return wrong(check, `${domain} has ${found.length} SPF records; join them into one.`);
  if (terms.some(term => /^[+]?all$/.test(term)))
    return wrong(check, 'It lets anybody send: end it with -all or ~all.');
  if (terms.length === 0 || (terms.length === 1 && /all$/.test(terms[0] ?? ''))) {
    return wrong(check, 'It names no server that may send: add what your mail provider tells you.');
  }
  if (!terms.some(term => /^[~?-]all$|^redirect=/.test(term)))
    return wrong(check, 'It does not say what to do with other servers: end it with -all or ~all.');
  if (lookups > 10)
    return wrong(check, `It asks for ${lookups} look-ups; receivers stop at 10. Take some out.`);
  return { check, state: 'fine', words: record };
}

/** The public half of the key that signs (RFC 6376). */
export function checkDkim(records: string[], dkim: Dkim, domain: string): Finding {
  const check = 'DKIM';
  const name = `${dkim.selector}._domainkey.${domain}`;
  const wanted = dkimRecord(dkim);
  if (records.length === 0) return missing(check, `Add a TXT record at ${name}: ${wanted}`);
  if (records.length > 1) return wrong(check, `${name} has ${records.length} records; keep one: ${wanted}`);
  const published = tag(records[0] ?? '', 'p').replace(/\s/g, '');
  if (published === '') return wrong(check, `The key at ${name} is withdrawn. Publish: ${wanted}`);
  if (published !== tag(wanted, 'p'))
    return wrong(check, `The key at ${name} is another one. Publish: ${wanted}`);
  return { check, state: 'fine', words: `${name} has the key that signs.` };
}

/** The record that belongs to a private key. */
export function dkimRecord({ privateKey }: Dkim): string {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
}

/** What receivers should do with mail that is neither (RFC 7489), and whether ours would be taken for such. */
export function checkDmarc(records: string[], domain: string, envelopeDomain: string): Finding {
  const check = 'DMARC';
  const found = records.filter(record => /^v=DMARC1\s*(;|$)/i.test(record));
  const [record = ''] = found;
  const policy = tag(record, 'p').toLowerCase();
  const strict = tag(record, 'aspf').toLowerCase() === 's';
  if (found.length === 0) {
    return missing(
      check,
      `Add a TXT record at _dmarc.${domain}: v=DMARC1; p=quarantine; rua=mailto:you@${domain}`,
    );
  }
  if (found.length > 1) return wrong(check, `_dmarc.${domain} has ${found.length} DMARC records; keep one.`);
  if (!['none', 'quarantine', 'reject'].includes(policy)) {
    return wrong(check, 'Its p= must be none, quarantine or reject.');
  }
  const related = [domain, envelopeDomain].sort((a, b) => a.length - b.length);
  if (related[0] !== related[1] && !related[1]?.endsWith(`.${related[0]}`)) {
    return wrong(
      check,
      `BOUNCE_ADDRESS is at ${envelopeDomain}, so SPF does not speak for ${domain}. Put it on ${domain}.`,
    );
  }
  if (strict && envelopeDomain !== domain) {
    return wrong(
      check,
      `It wants SPF for ${domain} exactly (aspf=s), and BOUNCE_ADDRESS is at ${envelopeDomain}.`,
    );
  }
  return { check, state: 'fine', words: record };
}

const tag = (record: string, name: string) =>
  new RegExp(`(?:^|;)\\s*${name}\\s*=([^;]*)`, 'i').exec(record)?.[1]?.trim() ?? '';
const missing = (check: Finding['check'], words: string): Finding => ({ check, state: 'missing', words });
const wrong = (check: Finding['check'], words: string): Finding => ({ check, state: 'wrong', words });
