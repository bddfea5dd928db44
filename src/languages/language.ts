/** The languages of the supporters' pages and mails, as BCP 47 names them. The first is the one without a choice. */
export const LANGUAGES = ['en', 'cy'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How each calls itself. */
export const OWN_NAMES: Record<Language, string> = { en: 'English', cy: 'Cymraeg' };

/** What somebody asked for, where we speak it. */
export function languageOf(asked: unknown): Language | null {
  return LANGUAGES.find(language => language === asked) ?? null;
}

/** The one to change to. */
export const otherThan = (language: Language): Language => (language === 'en' ? 'cy' : 'en');
