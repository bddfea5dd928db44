import { describe, expect, it } from 'vitest';
import { openSecrets } from '../../src/secrets/secrets.ts';

const OLD = 'the secret of last year, forty characters';
const NEW = 'the secret of this year, forty characters';
const secrets = openSecrets(NEW);

describe('a sealed text', () => {
  const box = secrets.box('letters');
  const sealed = box.seal('She’s 9 🙂', 'account 1');

  it('opens with the same secret, for the same purpose and the same thing', () => {
    expect(openSecrets(NEW).box('letters').open(sealed, 'account 1')).toBe('She’s 9 🙂');
  });

  it('shows nothing, and differs each time', () => {
    expect(sealed).toMatch(/^[\da-f]{8}(\.[\w-]+){3}$/);
    expect(box.seal('She’s 9 🙂', 'account 1')).not.toBe(sealed);
  });

  it.each([
    ['for another thing', () => box.open(sealed, 'account 2')],
    ['for another purpose', () => secrets.box('else').open(sealed, 'account 1')],
    ['with another secret', () => openSecrets(OLD).box('letters').open(sealed, 'account 1')],
    ['with the key’s id forged', () => openSecrets(OLD).box('letters').open(forged(), 'account 1')],
    ['when cut short', () => box.open(sealed.slice(0, -4), 'account 1')],
    ['without its tag', () => box.open(sealed.split('.').slice(0, 3).join('.'), 'account 1')],
    ['empty', () => box.open('', 'account 1')],
    ['with a byte changed', () => box.open(changed(), 'account 1')],
  ])('does not open %s', (_words, open) => {
    expect(open()).toBeNull();
  });

  function forged() {
    const [id] = openSecrets(OLD).box('letters').seal('x', 'y').split('.');
    return [id, ...sealed.split('.').slice(1)].join('.');
  }

  function changed() {
    const parts = sealed.split('.');
    const bytes = Buffer.from(parts[2] ?? '', 'base64url');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    parts[2] = bytes.toString('base64url');
    return parts.join('.');
  }
});

describe('after the secret changed', () => {
  it('what the one before sealed still opens, and what is sealed now does not need it', () => {
    const before = openSecrets(OLD).box('letters').seal('text', 'a');
    const during = openSecrets(NEW, OLD).box('letters');
    expect(during.open(before, 'a')).toBe('text');
    expect(secrets.box('letters').open(during.seal('new', 'a'), 'a')).toBe('new');
    expect(secrets.box('letters').open(before, 'a')).toBeNull();
  });
});

describe('a hash to look up by', () => {
  const lookup = secrets.lookup('addresses');

  it('begins with the id of its key, is the same for the same text, and differs for anything else', () => {
    expect(lookup.hash('one')).toMatch(/^[\da-f]{8}\.[\w-]{43}$/);
    expect(lookup.hash('one').startsWith(lookup.keyId)).toBe(true);
    expect(lookup.hash('one')).toBe(openSecrets(NEW).lookup('addresses').hash('one'));
    const hashes = [
      lookup.hash('one'),
      lookup.hash('two'),
      secrets.lookup('else').hash('one'),
      openSecrets(OLD).lookup('addresses').hash('one'),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('is looked for under both secrets while they change, and made with the newer', () => {
    const during = openSecrets(NEW, OLD).lookup('addresses');
    const before = openSecrets(OLD).lookup('addresses').hash('one');
    expect(during.hashes('one')).toEqual([lookup.hash('one'), before]);
    expect(during.hash('one')).toBe(lookup.hash('one'));
    expect(lookup.hashes('one')).toEqual([lookup.hash('one')]);
  });
});

describe('a mark', () => {
  it('is the same for the same text and purpose, and for nothing else', () => {
    const mark = secrets.marker('forms');
    expect(mark('one')).toBe(openSecrets(NEW).marker('forms')('one'));
    const marks = [
      mark('one'),
      mark('two'),
      secrets.marker('else')('one'),
      openSecrets(OLD).marker('forms')('one'),
    ];
    expect(new Set(marks).size).toBe(4);
  });
});
