import { type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { offered } from '../campaigns/choices.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { preferLanguage, wordsOf } from '../languages/choose-language.ts';
import { consentWording } from '../letters/consents.ts';
import type { DraftCookie } from '../letters/draft-cookie.ts';
import { LETTER_LIMITS } from '../letters/letter.ts';
import { begunLetter, requireLetter } from '../letters/place-keeper.ts';
import type { MpLookup } from '../mps/mp-lookup.ts';
import { findSeats } from '../mps/mp-store.ts';
import { destinationOf } from '../mps/place.ts';
import { findToken } from '../tokens/token.ts';
import { deadLink, Problem } from '../web/problem.ts';
import { type ContactParts, confirmContact, contactErrors, keepContact, readContactForm } from './contact.ts';

type Parts = ContactParts & {
  limiter: Limiter;
  lookUp: MpLookup;
  cookie: DraftCookie;
  /** For how long a draft waits for a new MP at most. */
  waitingDays: () => Promise<number>;
};

/** `/:campaign/keep-in-touch`: for supporters who cannot be given a letter now. */
export function contactRoutes(parts: Parts): Router {
  const { db, limiter, lookUp } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/keep-in-touch', async (req, res) => {
    const letter = await requireLetter(parts, req, res);
    res.render('contacts/form', { ...(await pageFor(letter)), ...wordingFor(res) });
  });

  router.post('/:campaign/keep-in-touch', limiter.byAddress('keep-in-touch'), async (req, res) => {
    const letter = await requireLetter(parts, req, res);
    const page = await pageFor(letter);
    const form = readContactForm(req.body);
    const errors = contactErrors(form, wordsOf(res));
    if (errors.length > 0) {
      return res.status(422).render('contacts/form', { ...page, ...wordingFor(res), form, errors });
    }
    await limiter.byEmail('mail', form.email);
    const from = {
      // The seat may have been filled since the form was shown: who asked to be told is told, at once.
      reason: page.vacant || form.told ? 'vacant' : 'nation',
      nation: page.nation,
      constituencyCode: letter.constituencyCode,
      letterId: letter.id,
    } as const;
    const isNew = await keepContact(parts, campaignOf(res), form, from, wordsOf(res));
    res.redirect(303, `/${req.params.campaign}/keep-in-touch/sent${isNew ? '' : '?known=yes'}`);
  });

  router.get('/:campaign/keep-in-touch/sent', async (req, res) => {
    const known = req.query.known === 'yes';
    const letter = await begunLetter(parts, req, res);
    const asked = letter && (await db.read.contact.findUnique({ where: { letterId: letter.id } }));
    res.render('contacts/sent', {
      title: wordsOf(res).text(known ? 'contacts:sent.known' : 'contacts:sent.title'),
      known,
      email: asked?.email,
    });
  });

  return router;

  async function pageFor(place: Parameters<typeof destinationOf>[0]) {
    const destination = await destinationOf(place, lookUp, codes => findSeats(db, codes));
    const { nation } = 'seat' in destination ? destination.seat : { nation: 'England', ...destination };
    return { vacant: destination.kind === 'vacant', nation, waitingDays: await parts.waitingDays() };
  }
}

function wordingFor(res: Response) {
  const { organisations } = campaignOf(res);
  const words = wordsOf(res);
  return {
    title: words.text('contacts:form.title'),
    told: consentWording(words, 'told'),
    limits: LETTER_LIMITS,
    organisations: offered(organisations).map(({ key, name }) => ({
      key,
      wording: consentWording(words, 'updates', name),
    })),
  };
}

/** `/confirm/:token` for contacts, and for links that nobody knows. */
export function confirmContactRoutes(parts: ContactParts): Router {
  const { db, clock } = parts;
  const router = Router();
  const contactOf = async (token: string, res: Response) => {
    const found = await findToken(db, token, clock(), 'confirm');
    if (!found?.contactId) throw deadLink();
    const contact = await db.read.contact.findUniqueOrThrow({
      where: { id: found.contactId },
      include: { campaign: true, consents: { where: { withdrawnAt: null } } },
    });
    preferLanguage(res, contact.language);
    const isOver = found.over || contact.consents.length === 0;
    if (isOver) throw new Problem(410, 'link-over');
    return { hash: found.hash, contact };
  };

  router.get('/confirm/:token', async (req, res) => {
    const found = await contactOf(req.params.token, res);
    const title = wordsOf(res).text('contacts:confirm.title');
    res.render('contacts/confirm', { title, ...found, campaign: found.contact.campaign });
  });

  router.post('/confirm/:token', async (req, res) => {
    const found = await contactOf(req.params.token, res);
    await confirmContact(parts, found.hash, found.contact.id);
    res.redirect(303, req.originalUrl);
  });

  return router;
}
