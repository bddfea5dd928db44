import { describe, expect, it } from 'vitest';
import { newMessageId, wrapText } from '../../src/mail/message.ts';

describe('the text of a mail', () => {
  it('is wrapped at blanks, and paragraphs stay paragraphs', () => {
    expect(wrapText('aaa bbb ccc\n\nddd', 7)).toBe('aaa bbb\nccc\n\nddd');
  });

  it('goes on under the text of a list, not under its dash', () => {
    expect(wrapText('- aaa bbb ccc', 9)).toBe('- aaa bbb\n  ccc');
    expect(wrapText('10. aaa bbb', 8)).toBe('10. aaa\n    bbb');
  });

  it('keeps a long word whole, as a web address must be', () => {
    const address = `https://letters.example/confirm/${'x'.repeat(90)}`;
    expect(wrapText(`See ${address} now`)).toBe(`See\n${address}\nnow`);
  });

  it('counts an emoji as one character', () => {
    expect(wrapText('🙂🙂🙂 🙂🙂🙂', 7)).toBe('🙂🙂🙂 🙂🙂🙂');
  });

  it.each(['', 'one', 'a  b', ' indented', 'a\n\n\nb'])('leaves %j as it is', text => {
    expect(wrapText(text)).toBe(text);
  });
});

describe('a Message-ID', () => {
  it('is on the domain that sends, and never the same twice', () => {
    const ids = new Set(Array.from({ length: 100 }, () => newMessageId('letters@campaign.example')));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^<[0-9a-f-]{36}@campaign\.example>$/);
  });
});
