import { expect, it } from 'vitest';
import { unsubscribeHeaders } from '../../src/mail/unsubscribe.ts';

it('offers one click at an https address', () => {
  expect(unsubscribeHeaders('https://letters.example/end/x')).toEqual({
    'List-Unsubscribe': '<https://letters.example/end/x>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
});

it('offers nothing where there is nothing to end', () => {
  expect(unsubscribeHeaders(undefined)).toEqual({});
});

it.each(['http://letters.example/end', 'mailto:end@letters.example', 'https://letters.example/>\r\nBcc: x'])(
  'refuses %j',
  url => {
    expect(() => unsubscribeHeaders(url)).toThrow('https');
  },
);
