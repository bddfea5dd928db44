import { LANGUAGES, type Language } from '../languages/language.ts';

/** What a link to a campaign looks like where somebody shares it; addresses are absolute. */
type SharePreview = {
  title: string;
  description: string;
  address: string;
  /** The page in each language. */
  languages: { language: Language; address: string }[];
  /** As Open Graph names languages. */
  locale: string;
  image: { address: string; width: number; height: number; alt: string; large: boolean };
};

type Shared = {
  slug: string;
  name: string;
  summary: string;
  /** What the page speaks to whoever has chosen nothing. */
  defaultLanguage: string;
  logo: { hash: string; alt: string; width: number; height: number } | null;
};

const LOCALES: Record<Language, string> = { en: 'en_GB', cy: 'cy_GB' };

/** Below this a side of a picture is too small for the sites that show previews; pixels. */
const LEAST_SIDE = 200;

/** The campaign's logo where it is large enough, else the picture that we ship. */
export function sharePreview(campaign: Shared, baseUrl: URL, language: Language): SharePreview {
  const { slug, name, summary, defaultLanguage, logo } = campaign;
  const absolute = (path: string) => new URL(path, baseUrl).href;
  const addressIn = (other: Language) =>
    absolute(other === defaultLanguage ? `/${slug}` : `/${slug}?lang=${other}`);
  const shown = logo && Math.min(logo.width, logo.height) >= LEAST_SIDE ? logo : null;
  return {
    title: name,
    description: summary,
    address: addressIn(language),
    languages: LANGUAGES.map(other => ({ language: other, address: addressIn(other) })),
    locale: LOCALES[language],
    image: shown
      ? {
          address: absolute(`/${slug}/logo?v=${shown.hash}`),
          width: shown.width,
          height: shown.height,
          alt: shown.alt,
          large: false,
        }
      : { address: absolute('/assets/share.png'), width: 1200, height: 630, alt: 'Dear MP', large: true },
  };
}
