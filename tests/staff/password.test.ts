import { setImmediate as nextTurn } from 'node:timers/promises';
import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { COMMON_PASSWORDS } from '../../src/staff/common-passwords.ts';
import { createPasswords, isOutdated } from '../../src/staff/password.ts';
import { passwordFault } from '../../src/staff/password-rules.ts';

const EMAIL = 'ada.example@campaign.example';

describe('a password', () => {
  it.each([
    ['quiet marmalade ladder'],
    ['Tr0ub4dor&3-horse'],
    ['пять зелёных кошек'],
    ['🦆🦆🐑🐑🐖🐖🐐🐐🐓🐓🐎🐎'],
    ['12 drummers drumming'],
    [`${'a'.repeat(40)}long walk home`],
  ])('%s is good', password => {
    expect(passwordFault(password, EMAIL)).toBeNull();
  });

  it.each([
    ['', /at least 12/],
    ['elevenchars', /at least 12/],
    ['🦆🐑🐖🐐🐓🐎', /at least 12/],
    ['marmalade '.repeat(13), /at most 128/],
    ['aaaaaaaaaaaa', /repeat/],
    ['abcabcabcabcab', /repeat/],
    ['1234567890123', /row of keys/],
    ['qwertyuiop12', /row of keys/],
    ['poiuytrewqlkjhgfdsa', /row of keys/],
    ['abcd1234efgh', /row of keys/],
    ['ada.example@campaign.example', /not your email/],
    ['Ada-Example-2026', /not your email/],
    ['Campaign.Example 2026', /not your email/],
    ['--campaign--2026', /not your email/],
    ['Password1234!', /harder to guess/],
    ['Dear MP Dear MP', /harder to guess/],
    ['dear mp 2026 ...', /harder to guess/],
    ['unbelievable', /harder to guess/],
    ['Philadelphia', /harder to guess/],
    ['Welcome20262026', /harder to guess/],
  ])('%s is refused', (password, reason) => {
    expect(passwordFault(password, EMAIL)).toMatch(reason);
  });

  it('is compared with the 3,000 most common ones, none of which passes', () => {
    expect(COMMON_PASSWORDS.size).toBe(3_000);
    for (const password of COMMON_PASSWORDS) {
      expect([password, passwordFault(password, EMAIL)]).not.toEqual([password, null]);
    }
  });
});

describe('a password’s hash', () => {
  const { hash: hashed, verify } = createPasswords();

  it('is argon2id with its parameters, and differs each time', async () => {
    const [one, two] = await Promise.all([hashed('quiet marmalade'), hashed('quiet marmalade')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(isOutdated(one)).toBe(false);
  });

  it('is matched by the password and by nothing else', async () => {
    const stored = await hashed('crème brûlée for two');
    expect(await verify('crème brûlée for two', stored)).toBe(true);
    expect(await verify('crème brûlée for two'.normalize('NFD'), stored), 'composed otherwise').toBe(true);
    expect(await verify('creme brulee for two', stored)).toBe(false);
    expect(await verify('', stored)).toBe(false);
  });

  it('is matched by nothing where there is none', async () => {
    expect(await verify('quiet marmalade ladder', null)).toBe(false);
    expect(await verify('', null)).toBe(false);
  });

  it('made with weaker parameters is checked, and found outdated', async () => {
    const weak = await hash('quiet marmalade ladder', { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    expect(await verify('quiet marmalade ladder', weak)).toBe(true);
    expect(isOutdated(weak)).toBe(true);
  });

  it('makes strangers come again from a hundred on that wait for it', async () => {
    let end = () => {};
    const ended = new Promise<boolean>(resolve => {
      end = () => resolve(true);
    });
    const passwords = createPasswords({ hash: async () => 'a hash', verify: () => ended });
    const queue = Array.from({ length: 101 }, () => passwords.verify('a guess', null));
    expect(passwords.isBusy()).toBe(false);
    queue.push(passwords.verify('a guess', null));
    expect(passwords.isBusy()).toBe(true);
    end();
    await Promise.all(queue);
    expect(passwords.isBusy()).toBe(false);
  });

  it('is made and checked by two at once, and by all in the end', async () => {
    let running = 0;
    let most = 0;
    const work = async <T>(answer: T): Promise<T> => {
      running += 1;
      most = Math.max(most, running);
      await nextTurn();
      running -= 1;
      return answer;
    };
    const passwords = createPasswords({
      hash: password => work(`hash of ${password}`),
      verify: (stored, password) => work(stored === `hash of ${password}`),
    });
    const made = Array.from({ length: 4 }, (_, i) => passwords.hash(`password ${i}`));
    const checked = Array.from({ length: 5 }, (_, i) =>
      passwords.verify(`password ${i % 2}`, 'hash of password 0'),
    );
    expect(await Promise.all(checked)).toEqual([true, false, true, false, true]);
    expect(await Promise.all(made)).toEqual([0, 1, 2, 3].map(i => `hash of password ${i}`));
    expect(most).toBe(2);
  });
});
