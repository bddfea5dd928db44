import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { shareLinks } from '../../src/letters/share-links.ts';
import { canTakeOut, fileNameOf, mailtoLink, sheetOf } from '../../src/letters/ways-out.ts';
import { wordFile } from '../../src/letters/word-file.ts';

const HOME = { address1: '1 Invented Street', address2: '', town: 'Yate', postcode: 'BS37 5AA' };
const BODY = [
  'Nova Invented MP\nHouse of Commons\nLondon\nSW1A 0AA',
  'Dear Nova Invented,',
  'I ask for:\n\n- “warm” meals & care\n- time < money',
  'Yours sincerely,',
  'Ada Example\n1 Invented Street\nYate\nBS37 5AA',
].join('\n\n');

describe('the link to a mail program', () => {
  const mail = {
    address: 'nova.o’neill+1@mp.example',
    subject: 'Meals & care',
    body: 'Dear Nova,\n\n50% & more?',
  };

  it('has the letter in it, line by line', () => {
    const { href, whole } = mailtoLink(mail);
    expect(whole).toBe(true);
    expect(href).toMatch(/^mailto:nova\.o%E2%80%99neill%2B1@mp\.example\?subject=Meals%20%26%20care&body=/);
    expect(new URL(href).searchParams.get('body')).toBe('Dear Nova,\r\n\r\n50% & more?');
  });

  it.each([
    [
      'a long letter, with its subject',
      { ...mail, body: 'word '.repeat(1_000) },
      /\?subject=Meals%20%26%20care$/,
    ],
    ['a short letter that is long as encoded', { ...mail, body: 'ŵ🙂'.repeat(120) }, /\?subject=[^&]+$/],
    ['a subject that is too long by itself', { ...mail, subject: '🙂'.repeat(200) }, /@mp\.example$/],
  ])('stays below 1,800 characters for %s', (_name, letter, href) => {
    const link = mailtoLink(letter);
    expect(link.whole).toBe(false);
    expect(link.href.length).toBeLessThan(1_800);
    expect(link.href).toMatch(href);
  });

  it.each([
    [1_799, true],
    [1_800, false],
  ])('is whole with %i characters: %s', (length, whole) => {
    const start = mailtoLink({ ...mail, body: '' }).href.length;
    expect(mailtoLink({ ...mail, body: 'a'.repeat(length - start) }).whole).toBe(whole);
  });
});

describe('the letter on paper', () => {
  it('has its sender’s address at the top', () => {
    const { sender, paragraphs } = sheetOf(BODY, HOME);
    expect(sender).toEqual(['1 Invented Street', 'Yate', 'BS37 5AA']);
    expect(paragraphs[0]).toBe('Nova Invented MP\nHouse of Commons\nLondon\nSW1A 0AA');
    expect(paragraphs.at(-1)).toBe('Ada Example');
  });

  it('has no address that its writer took out', () => {
    const { sender, paragraphs } = sheetOf(BODY.replace('\n1 Invented Street\nYate', ''), HOME);
    expect(sender).toEqual([]);
    expect(paragraphs.at(-1)).toBe('Ada Example\nBS37 5AA');
  });

  it.each([
    ['failed', 'email', 'Dear', true],
    ['bounced', 'email', 'Dear', true],
    ['confirmed', 'own_means', 'Dear', true],
    ['confirmed', 'own_means', null, false],
    ['confirmed', 'email', 'Dear', false],
    ['accepted', 'email', 'Dear', false],
    ['held', 'email', 'Dear', false],
    ['erased', 'own_means', null, false],
    ['draft', null, 'Dear', false],
  ] as const)('of a letter that is %s by %s with %j is its writer’s: %s', (state, way, body, taken) => {
    expect(canTakeOut({ state, way, body })).toBe(taken);
  });

  it.each([
    ['Claire Young MP', 'letter-to-claire-young-mp.docx'],
    ['The Rt Hon Sian Môn-O’Neill MP', 'letter-to-the-rt-hon-sian-mon-o-neill-mp.docx'],
    ['"../\r\n', 'letter-to-my-mp.docx'],
  ])('to %j is the file %s', (mp, name) => {
    expect(fileNameOf(mp, 'docx')).toBe(name);
  });
});

describe('the Word file', () => {
  const partsOf = async (language: 'en' | 'cy') => {
    const files = unzipSync(new Uint8Array(await wordFile(sheetOf(BODY, HOME), 'Meals & care', language)));
    const read = (name: string) => new TextDecoder().decode(files[name]);
    return {
      document: read('word/document.xml'),
      styles: read('word/styles.xml'),
      core: read('docProps/core.xml'),
    };
  };

  it('holds the letter paragraph by paragraph, on A4', async () => {
    const { document } = await partsOf('en');
    const paragraphs = [...document.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([xml]) =>
      [...xml.matchAll(/<w:br\/>|<w:t [^>]*>([^<]*)/g)].map(([, text]) => text ?? '\n').join(''),
    );
    expect(paragraphs).toEqual([
      '1 Invented Street\nYate\nBS37 5AA',
      'Nova Invented MP\nHouse of Commons\nLondon\nSW1A 0AA',
      'Dear Nova Invented,',
      'I ask for:',
      '“warm” meals &amp; care',
      'time &lt; money',
      'Yours sincerely,',
      'Ada Example',
    ]);
    expect(document.match(/<w:numPr>/g)).toHaveLength(2);
    expect(document).toContain('<w:jc w:val="right"/>');
    expect(document).toMatch(/<w:pgSz w:w="11906" w:h="16838"/);
  });

  it.each([
    ['en', 'en-GB'],
    ['cy', 'cy-GB'],
  ] as const)('is spelled in its own language: %s', async (language, tag) => {
    const { styles, core } = await partsOf(language);
    expect(styles).toContain(`<w:lang w:val="${tag}"/>`);
    expect(styles).toContain('Arial');
    expect(core).toContain('<dc:title>Meals &amp; care</dc:title>');
    expect(core).not.toMatch(/Un-named|docx|Ada/);
  });
});

describe('the links to share', () => {
  it('are the campaign’s address and words, and nothing else', () => {
    const links = shareLinks('https://campaign.example/meals', 'I wrote & you?');
    expect(links.map(({ key, href }) => [key, new URL(href).host])).toEqual([
      ['whatsapp', 'wa.me'],
      ['email', ''],
      ['facebook', 'www.facebook.com'],
      ['x', 'x.com'],
      ['bluesky', 'bsky.app'],
    ]);
    for (const { href } of links) {
      const said = [...new URL(href).searchParams.values()].join(' ');
      expect(said.replace('I wrote & you?', '').trim()).toMatch(/https:\/\/campaign\.example\/meals$/);
    }
  });
});
