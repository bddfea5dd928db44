import fc from 'fast-check';

/** Stands in what is typed; on a page it may stand only where its quotes and brackets are escaped. */
export const MARK = 'zq7';

/** What an attacker types, and what a broken program sends. */
const KNOWN = [
  ...[
    '<zq7>',
    '"><zq7 onload=1>',
    `x'zq7 onmouseover=1`,
    'x"zq7',
    '</textarea><zq7>',
    '</title><zq7>',
    '--><zq7>',
  ],
  ...['javascript:zq7', '&lt;zq7&gt;', '<scr<zq7>ipt>', '\u003czq7\u003e', 'data:text/html,<zq7>'],
  ...['{{zq7}}', '{{{zq7}}}', '{{#each this}}<zq7>{{/each}}', '{{constructor.constructor "zq7"}}', '{{#if'],
  ...[
    '{{> ../layouts/page}}',
    '{{lookup this "zq7"}}',
    '[[a|<zq7>]]',
    '\u0024{7*7}',
    '<%= zq7 %>',
    '#{zq7}',
    '{'.repeat(5_000),
  ],
  ...[
    "' OR '1'='1",
    '\'; DROP TABLE "Letter"; --',
    '1; ATTACH DATABASE "/zq7" AS x',
    '" UNION SELECT * --',
    '%',
    '_',
  ],
  ...['\0', 'a\0b', '\ud800', 'x\udfffy', '\u202ezq7', '\u2066', '\ufeff', '\u0085', '\u2028', '\x1b[31mzq7'],
  ...[
    '\r\nX-Zq7: 1',
    'a\r\n\r\n<zq7>',
    '%0d%0aX-Zq7:%201',
    'a@b.example\r\nBcc: c@victim.example',
    'a@b.example,c@d.example',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '[object Object]',
    'undefined',
    'null',
    'true',
  ],
  ...[
    '../../../etc/passwd',
    '..\\..\\zq7',
    '/etc/passwd\0.png',
    'file:///etc/passwd',
    '//evil.example/zq7',
    '/\\evil.example',
  ],
  ...[
    'https://evil.example/zq7',
    '/staff//evil.example',
    '/staff/../../zq7',
    '?zq7',
    '#zq7',
    ';zq7',
    '|zq7',
    '$(zq7)',
    '`zq7`',
  ],
  ...[
    '-1',
    '0',
    '1e309',
    'NaN',
    '2147483648',
    '9007199254740993',
    '0x10',
    '9'.repeat(400),
    '1.5',
    '2026-02-30',
    '٣',
  ],
  ...[
    '',
    ' ',
    '\u00a0',
    '\n',
    '\t',
    'ﬀ',
    'İ',
    'ß',
    '👩‍👧',
    'e\u0301'.repeat(200),
    'مرحبا zq7',
    '＝cmd',
    '=cmd|zq7',
    '+1',
    '@SUM(1)',
  ],
  ...[
    'x'.repeat(10_001),
    ' '.repeat(20_000),
    'a\n'.repeat(5_000),
    '{{#if a}}'.repeat(500),
    '<zq7>'.repeat(900),
    'é'.repeat(9_000),
  ],
];

/** Texts, long, damaged and dangerous, alone and put together. */
export const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...KNOWN) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...KNOWN), { minLength: 2, maxLength: 3 }).map(all => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map(text => `<${MARK}>${text}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  // What is right in one field is odd in another.
  {
    weight: 1,
    arbitrary: fc.constantFrom('BS37 5AA', 'EH1 1YZ', 'ada@supporter.example', 'yes', 'E14001545', '1', '2'),
  },
);

/** Names of fields that no form has, or that are dangerous as names. */
export const hostileName = fc.constantFrom(
  ...[
    '__proto__',
    'constructor',
    'toString',
    'prototype',
    '',
    'a[b]',
    'asks[]',
    'asks[__proto__]',
    `__proto__[${MARK}]`,
    `constructor[prototype][${MARK}]`,
    'id',
    'state',
  ],
  ...[
    'role',
    'campaignId',
    'confirmedAt',
    'accountId',
    'stage',
    'hash',
    '\0',
    '<zq7>',
    'x'.repeat(600),
    '_method',
  ],
);

/** For the wire: also halves of characters that no URL can hold are sent, as the bytes they would be. */
export const encoded = (text: string): string =>
  [...text]
    .map(one => {
      const code = one.codePointAt(0) ?? 0;
      if (code < 0xd800 || code > 0xdfff) return encodeURIComponent(one);
      return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
        .map(byte => `%${byte.toString(16)}`)
        .join('');
    })
    .join('');
