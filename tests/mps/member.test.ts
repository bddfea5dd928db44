import { describe, expect, it } from 'vitest';
import { addressedName, plainName, salutation } from '../../src/mps/member.ts';

describe('an MP’s names', () => {
  it.each([
    ['Claire Young', 'Claire Young MP', 'Dear Claire Young'],
    ['Rt Hon Sir Lindsay Hoyle', 'The Rt Hon Sir Lindsay Hoyle MP', 'Dear Sir Lindsay Hoyle'],
    ['Mr Connor Rand', 'Mr Connor Rand MP', 'Dear Connor Rand'],
    ['Ms Nusrat Ghani', 'Ms Nusrat Ghani MP', 'Dear Nusrat Ghani'],
    ['Dr Kieran Mullan', 'Dr Kieran Mullan MP', 'Dear Dr Kieran Mullan'],
    ['Rt Hon Shabana Mahmood KC', 'The Rt Hon Shabana Mahmood KC MP', 'Dear Shabana Mahmood'],
  ])('%s is addressed as %s and greeted with %s', (fullTitle, addressed, greeting) => {
    expect(addressedName({ fullTitle })).toBe(addressed);
    expect(salutation({ fullTitle, addressAs: null })).toBe(greeting);
  });

  it('are greeted as Parliament says, where it says so', () => {
    expect(salutation({ fullTitle: 'Rt Hon Sir Lindsay Hoyle', addressAs: 'Sir Lindsay' })).toBe(
      'Dear Sir Lindsay',
    );
  });

  it('keep titles that are part of a name', () => {
    expect(plainName({ fullTitle: 'Rt Hon Dame Example Person DBE' })).toContain('Dame Example Person');
  });
});
