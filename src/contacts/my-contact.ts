import type { ConsentModel, ContactModel } from '../db/generated/models.ts';
import { languageOf, OWN_NAMES } from '../languages/language.ts';
import type { Words } from '../languages/words.ts';
import { consentsInView, factsInView, type OwnData, timesInView } from '../letters/own-data.ts';

/** All that somebody sees of their wish to be kept in touch. @param seat its name, where a seat was found */
export function myContactView(
  contact: ContactModel & { consents: ConsentModel[] },
  seat: string | null,
  words: Words,
): OwnData {
  const mine = (key: string) => words.text(`contacts:mine.${key}`);
  const wants = contact.consents.some(({ withdrawnAt }) => withdrawnAt === null);
  return {
    title: mine('title'),
    standing: mine(wants ? (contact.confirmedAt ? 'confirmed' : 'unconfirmed') : 'nothing'),
    times: timesInView([
      [mine('times.asked'), contact.createdAt],
      [mine('times.confirmed'), contact.confirmedAt],
      [mine('times.told'), contact.toldAt],
    ]),
    facts: factsInView([
      [mine('held.email'), contact.email],
      [mine('held.constituency'), seat],
      [mine('held.nation'), mine(`nations.${contact.nation}`)],
      [mine('held.language'), OWN_NAMES[languageOf(contact.language) ?? 'en']],
    ]),
    consents: consentsInView(contact.consents, words, false),
    text: null,
  };
}
