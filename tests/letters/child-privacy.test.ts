import { describe, expect, it } from 'vitest';
import { findChildDetails } from '../../src/letters/child-privacy.ts';
import * as patterns from '../../src/letters/child-privacy-patterns.ts';

const KNOWN = { writer: 'Ada Example', mp: 'Claire Young', now: new Date('2026-11-24T10:00:00Z') };
const find = (body: string) => findChildDetails(body, KNOWN);
const foundIn = (body: string) => find(body).map(({ kind, text }) => `${kind}: ${text}`);

describe('a likely detail of a child', () => {
  it.each([
    ['I write about my son Oliver Hartley.', 'name: Oliver Hartley'],
    ['My daughter, Amina Begum, is nine.', 'name: Amina Begum'],
    ['Our 9-year-old son Oliver James Hartley was fined.', 'name: Oliver James Hartley'],
    ['my youngest daughter is called Zoë O’Neill', 'name: Zoë O’Neill'],
    ['my son (Mohammed Al-Amin) cannot go', 'name: Mohammed Al-Amin'],
    ['My son’s name is Oliver Hartley.', 'name: Oliver Hartley'],
    ['He is autistic. His name is Oliver Hartley.', 'name: Oliver Hartley'],
    ['Oliver Hartley is my son.', 'name: Oliver Hartley'],
    ['Oliver Hartley, my grandson, is at home.', 'name: Oliver Hartley'],
    ['In our street Oliver Hartley, 9, is at home.', 'name: Oliver Hartley'],
    ['Amina Begum (aged 12) is at home.', 'name: Amina Begum'],
    ['Amina Begum is 12. My niece Amina Begum is ill.', 'name: Amina Begum'],
    ['Mae fy mab Ioan Prys yn awtistig.', 'name: Ioan Prys'],
    ['Mae ein merch, Nia ferch Owain, gartref.', 'name: Nia ferch Owain'],
    ['Fy ŵyr o’r enw Ioan ap Rhys yw ef.', 'name: Ioan ap Rhys'],
    ['Ioan Prys yw fy mab.', 'name: Ioan Prys'],
    ['He was born on 3 May 2015 in Yate.', 'birth: 3 May 2015'],
    ['Her birthday is the 3rd of May 2015.', 'birth: 3rd of May 2015'],
    ['Date of birth: 03/05/2015', 'birth: 03/05/2015'],
    ['DOB 3.5.15', 'birth: 3.5.15'],
    ['My daughter was born May 3rd, 2015.', 'birth: May 3rd, 2015'],
    ['born 2015-05-03', 'birth: 2015-05-03'],
    ['My son (03/05/2015) is at home.', 'birth: 03/05/2015'],
    ['Ganwyd ef ar 3 Mai 2015.', 'birth: 3 Mai 2015'],
    ['Ei ddyddiad geni yw 3ydd o Fai 2015.', 'birth: 3ydd o Fai 2015'],
    ['He goes to St Mary’s Primary School.', 'school: St Mary’s Primary School'],
    ["He goes to St. Mary's Primary School.", "school: St. Mary's Primary School"],
    ['At Oakfield Academy nobody listened.', 'school: Oakfield Academy'],
    [
      'She was at Our Lady of Lourdes Catholic Primary School',
      'school: Lady of Lourdes Catholic Primary School',
    ],
    ['Invented Green primary school said no.', 'school: Invented Green primary school'],
    ['He is at Brimsham Green School now', 'school: Brimsham Green School'],
    ['Mae hi yn Ysgol Gyfun Glantaf.', 'school: Ysgol Gyfun Glantaf'],
    ['Mae hi yn Ysgol y Berllan Deg.', 'school: Ysgol y Berllan Deg'],
    ['His NHS number is 943 476 5919.', 'nhs: 943 476 5919'],
    ['9434765919', 'nhs: 9434765919'],
    ['NHS 401-023-2137', 'nhs: 401-023-2137'],
    ['Ring me on 07700 900123.', 'phone: 07700 900123'],
    ['Ring (01632) 960 001 please', 'phone: (01632) 960 001'],
    ['+44 7700 900 123', 'phone: +44 7700 900 123'],
    ['0044 (0)20 7946 0001', 'phone: 0044 (0)20 7946 0001'],
  ])('%s', (body, detail) => {
    expect(foundIn(body)).toEqual([detail]);
  });

  it('is named with its sentence, and with what the letter calls the child', () => {
    const body = 'Dear Claire Young,\n\nWe are tired. My son, Oliver Hartley, is 9! He is ill.';
    expect(find(body)).toEqual([
      { kind: 'name', text: 'Oliver Hartley', sentence: 'My son, Oliver Hartley, is 9!', child: 'My son' },
    ]);
  });

  it('is quoted with no more than some words to each side', () => {
    const [detail] = find(`${'many words '.repeat(60)}my son Oliver Hartley ${'and more '.repeat(60)}`);
    expect(detail?.sentence).toMatch(/^… .*my son Oliver Hartley.* …$/);
    expect(detail?.sentence.length).toBeLessThan(300);
  });

  it('is named once, and all of them in the order of the text', () => {
    const body = 'Ring 07700 900123. My son Oliver Hartley is at Oakfield Academy. My son Oliver Hartley!';
    expect(find(body).map(({ kind }) => kind)).toEqual(['phone', 'name', 'school']);
  });
});

describe('no detail of a child', () => {
  it.each([
    'My son, 9, can’t manage a full day.',
    'My son Oliver is at home.',
    'My son, Oliver, is at home. Hartley is a place.',
    'My daughter has Down Syndrome.',
    'My son is in Year Six.',
    'My daughter is at primary school.',
    'My son’s Primary School said no.',
    'Every School should listen. The Primary School did not.',
    'A Bristol primary school was kind.',
    'Bristol schools are full.',
    'Special School places are rare.',
    'My son. Thornbury and Yate is our home.',
    'My name is Ada Example.',
    'I am Ada Example, 9 Invented Street.',
    'My sister Ada Example writes this.',
    'My son wrote to Claire Young MP.',
    'Dear Claire Young,',
    'Secretary of State for Education',
    'the Royal College of Nursing',
    'King’s College Hospital was kind.',
    'the Equality Act 2010',
    '24 November 2026',
    'We were fined on 03/05/2019.',
    'He has been at home since 03/05/2020.',
    'The meeting is on 3 May 2026.',
    'The fine came on 12 March 2024, before his birthday.'.replace(', before his birthday', ''),
    'The number is 9434765918.',
    'It costs 1234567890 pounds.',
    'Order 0000000000',
    'Our postcode is BS37 5AA.',
    'Fixed penalty of £160 in 21 days, 2024/25.',
    'Mae fy mab Ioan gartref.',
    'Mae hi yn yr ysgol gynradd.',
    'Ysgol Gyfun',
    'Mae’r Ysgol Sul ar gau.',
    'Aeth i Gymru ar 3 Mai 2024.',
  ])('%s', body => {
    expect(foundIn(body)).toEqual([]);
  });
});

describe('the patterns', () => {
  const sources = Object.values(patterns)
    .flat()
    .filter(pattern => pattern instanceof RegExp)
    .map(({ source }) => source);

  it('repeat nothing without an upper bound, so that the work grows as the text does', () => {
    expect(sources.length).toBeGreaterThan(12);
    for (const source of sources) {
      const outside = source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '[]');
      expect(outside).not.toMatch(/[*+]|\{\d+,\}/);
    }
  });

  it.each([
    ['my son ', 2_900],
    ['Oliver ', 2_900],
    ['my my my ', 2_200],
    ['St Mary’s ', 2_000],
    ['0 0(0)-', 2_900],
    ['943 476 ', 2_500],
    ['3 May ', 3_300],
    ['a', 20_000],
    [' ', 20_000],
    ['\n', 20_000],
  ])('come to an end with %j over and over', (part, times) => {
    expect(find(part.repeat(times)).length).toBeLessThanOrEqual(12);
  });
});
