import { describe, expect, it } from 'vitest';
import { campaignIn, textsOf, type WelshTexts, welshFor } from '../../src/campaigns/campaign-words.ts';

const ask = (key: string, retiredAt: Date | null = null) => ({
  key,
  title: `Title of ${key}`,
  detail: `Detail of ${key}`,
  retiredAt,
});

/** A plainly invented campaign with what is given of its Welsh. */
const campaign = (welsh: WelshTexts = {}) => ({
  id: 7,
  slug: 'meals',
  name: 'Meals',
  promoter: 'Invented Kitchens',
  summary: 'Ask for meals.',
  background: 'Hungry children.',
  thanks: '',
  pauseMessage: 'Back on Monday.',
  closeMessage: '',
  logo: { alt: 'A spoon', width: 10 },
  asks: [ask('meal'), ask('old', new Date(0))],
  experiences: [{ key: 'hunger', title: 'Hunger', retiredAt: null }],
  organisations: [{ key: 'kitchens', name: 'Kitchens', retiredAt: null }],
  welsh,
});
const allWelsh = (of = campaign()) =>
  welshFor(textsOf(of), Object.fromEntries(textsOf(of).map(({ id }) => [id, `cy ${id}`])));

describe('a campaign in a language', () => {
  it('is as it stands in English, whatever there is in Welsh', () => {
    const { inEnglish, partlyEnglish, ...english } = campaignIn(campaign(allWelsh()), 'en');
    expect([inEnglish, partlyEnglish]).toEqual([[], false]);
    expect(english.name).toBe('Meals');
    expect(english.asks[0]).toMatchObject({ ...ask('meal'), inEnglish: [] });
  });

  it('is all Welsh where all of it is written', () => {
    const welsh = campaignIn(campaign(allWelsh()), 'cy');
    expect(welsh).toMatchObject({
      id: 7,
      slug: 'meals',
      name: 'cy name',
      inEnglish: [],
      partlyEnglish: false,
    });
    expect(welsh.logo).toEqual({ alt: 'cy logo.alt', width: 10 });
    expect(welsh.asks[0]).toMatchObject({
      key: 'meal',
      title: 'cy asks.meal.title',
      detail: 'cy asks.meal.detail',
    });
    expect(welsh.experiences[0]?.title).toBe('cy experiences.hunger.title');
    expect(welsh.organisations[0]?.name).toBe('cy organisations.kitchens.name');
  });

  it.each([
    ['summary', 'summary'],
    ['asks.meal.detail', 'an ask’s detail'],
    ['organisations.kitchens.name', 'an organisation'],
  ])('falls back to English for %s alone, and says so', id => {
    const { [id]: _, ...written } = allWelsh();
    const welsh = campaignIn(campaign(written), 'cy');
    expect(welsh.partlyEnglish).toBe(true);
    expect(welsh.name).toBe('cy name');
    const foreign = [welsh, ...welsh.asks, ...welsh.experiences, ...welsh.organisations].flatMap(
      of => of.inEnglish,
    );
    expect(foreign).toContain(id.split('.').at(-1));
  });

  it('says nothing of a name, of what is empty, and of what is no longer offered', () => {
    const { promoter: _, ...written } = allWelsh();
    const welsh = campaignIn(campaign(written), 'cy');
    expect([welsh.inEnglish, welsh.partlyEnglish]).toEqual([['promoter'], false]);
    expect(welsh.asks[1]?.title).toBe('Title of old');
  });

  it('keeps Welsh whose English has changed, but not yesterday’s news', () => {
    const changed = { ...campaign(allWelsh()), summary: 'Ask for good meals.', pauseMessage: 'Back in May.' };
    const welsh = campaignIn(changed, 'cy');
    expect([welsh.summary, welsh.pauseMessage]).toEqual(['cy summary', 'Back in May.']);
    expect(welsh.inEnglish).toEqual(['pauseMessage']);
    expect(
      textsOf(changed)
        .filter(({ changed }) => changed)
        .map(({ id }) => id),
    ).toEqual(['summary', 'pauseMessage']);
  });

  it('needs no lists, which a letter’s campaign does not bring', () => {
    const { asks, experiences, organisations, logo, ...alone } = campaign(allWelsh());
    expect(campaignIn(alone, 'cy')).toMatchObject({ promoter: 'cy promoter', partlyEnglish: false });
    expect(campaignIn({ welsh: {}, promoter: 'Kitchens' }, 'cy').promoter).toBe('Kitchens');
  });
});

describe('the texts to write in Welsh', () => {
  it('are those that there are in English, and are offered', () => {
    expect(textsOf(campaign()).map(({ id }) => id)).toEqual([
      ...['name', 'promoter', 'summary', 'background', 'pauseMessage', 'logo.alt'],
      ...['asks.meal.title', 'asks.meal.detail', 'experiences.hunger.title', 'organisations.kitchens.name'],
    ]);
  });

  it('are stored with their English, and not where they are empty', () => {
    expect(welshFor(textsOf(campaign()), { name: 'Prydau', summary: '', other: 'x' })).toEqual({
      name: { text: 'Prydau', of: 'Meals' },
    });
  });
});
