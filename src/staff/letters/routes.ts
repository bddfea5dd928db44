import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { eraseContact } from '../../contacts/erase-contact.ts';
import type { Transaction } from '../../db/database.ts';
import { type Doubt, endDoubt } from '../../letters/end-doubt.ts';
import { eraseLetter } from '../../letters/erase-letter.ts';
import { holdLetter, type Refusal, releaseLetter } from '../../letters/hold-letter.ts';
import { readReference } from '../../letters/reference.ts';
import { findStuckLetters } from '../../letters/stuck-letters.ts';
import { resendConfirmation } from '../../letters/submit-letter.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { notFound, Problem } from '../../web/problem.ts';
import { logOf } from '../../web/request-log.ts';
import { asStaff } from '../acting.ts';
import { type AuditKind, audit, type By } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { lengthErrors, STAFF_LIMITS } from '../limits.ts';
import type { StaffParts } from '../parts.ts';
import { caseView, listedView, stuckView, writtenView } from './case-view.ts';
import {
  contactsAlone,
  findByEmail,
  findByReference,
  findCase,
  type LetterCase,
  lettersToSee,
} from './letter-case-store.ts';

const PATH = '/staff/letters';
const ONE = `${PATH}/:reference`;

const DOUBTS: Doubt[] = ['send-again', 'count-as-sent'];

const REFUSALS: Record<NonNullable<Refusal>, string> = {
  illegal: 'Where this letter stands now, that cannot be done: look at its state below',
  leaving:
    'This letter is leaving at this moment. Look again in a few minutes: if it could not leave, you can hold it then',
  'in-doubt':
    'This letter may have arrived already, so it cannot be held. To keep it from being tried again, count it as sent',
  'vacant-seat':
    'This letter waits for a new MP, and its writer is asked when there is one. It cannot be released',
};

/** What the page says after each change. */
const DONE = new Map([
  ['confirmation', 'The email to confirm is on its way again. The link in the earlier one no longer works.'],
  ['hold', 'This letter is held. It leaves only when somebody releases it.'],
  ['release', 'This letter is released, and leaves with the next ones in the queue.'],
  ['send-again', 'This letter leaves again with the next ones, as the same mail.'],
  ['count-as-sent', 'This letter counts as accepted by the mail server.'],
  ['erasure', 'Erased. Nothing of what its writer typed is left in the database.'],
  ['contact', 'Erased. Nothing is held of that address with no letter.'],
]);

/**
 * `/staff/letters`: find a letter, see how it stands, hold, release and erase it. What names its writer
 * shows behind a post alone, so that every look leaves an entry in the audit log.
 */
export function letterCaseRoutes(parts: StaffParts): Router {
  const { db, clock, log } = parts;
  const router = Router();

  router.get(PATH, staffOnly('see-letters'), (req, res) =>
    showStart(res, { done: DONE.get(readLine(req.query.done)) }),
  );

  // A post, so that no e-mail address stands in an address line or a log.
  router.post(PATH, staffOnly('see-letters'), async (req, res) => {
    const find = readLine(req.body.find);
    const reference = readReference(find);
    if (!reference && !z.email().max(STAFF_LIMITS.email).safeParse(find).success) {
      const message = 'Enter an email address such as name@example.com, or a reference such as K7QM-3XD2';
      return showStart(res.status(422), { find, errors: [{ field: 'find', message }] });
    }
    const { letters, alone } = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      const letters = reference ? await findByReference(tx, reference) : await findByEmail(tx, find);
      const alone = reference ? 0 : (await contactsAlone(tx, find)).length;
      const details = { by: reference ? 'reference' : 'email address', found: letters.length + alone };
      for (const target of letters.length > 0 ? letters.map(letter => letter.reference) : ['']) {
        await audit(tx, { ...by, what: 'letter.find', target, details });
      }
      return { letters, alone };
    });
    const [only, ...others] = letters;
    if (only && others.length === 0 && alone === 0) return res.redirect(303, `${PATH}/${only.reference}`);
    res.render('staff/letters/found', {
      title: only ? `${letters.length} letter${others.length > 0 ? 's' : ''}` : 'No letter found',
      letters: letters.map(listedView),
      alone,
      byReference: reference !== null,
    });
  });

  router.post(`${PATH}/contacts`, staffOnly('see-letters'), async (req, res) => {
    const typed = readLine(req.body.typed);
    const erased = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      const alone = typed ? await contactsAlone(tx, typed) : [];
      for (const target of alone) {
        await eraseContact(tx, target, by.at);
        await audit(tx, { ...by, what: 'contact.erase', target });
      }
      return alone.length;
    });
    if (erased === 0) {
      const message = 'Nothing is held of that address with no letter: it may have been erased already';
      return showStart(res.status(422), { find: typed, errors: [{ field: 'find', message }] });
    }
    if (!(await db.forget())) logOf(log, res).warn('the write-ahead log is emptied later');
    res.redirect(303, `${PATH}?done=contact`);
  });

  router.get(ONE, staffOnly('see-letters'), async (req, res) => {
    showCase(res, await caseOf(req), { done: DONE.get(readLine(req.query.done)) });
  });

  router.post(`${ONE}/text`, staffOnly('see-letters'), async (req, res) => {
    const given = await caseOf(req);
    const reason = readLine(req.body.reason);
    const errors = reasonErrors('reason', reason, 'Say why you need to see it');
    if (errors.length > 0) return showCase(res.status(422), given, { reason, errors });
    await asStaff(parts, res, 'see-letters', (tx, by) => record(tx, by, given, 'letter.read', { reason }));
    res.render('staff/letters/text', { title: 'What was written', ...writtenView(given) });
  });

  router.post(`${ONE}/confirmation`, staffOnly('see-letters'), async (req, res) => {
    const given = await caseOf(req);
    const { id } = given.letter;
    const refusal = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      if (!(await resendConfirmation(tx, parts, id))) return 'illegal';
      await record(tx, by, given, 'letter.ask');
      return null;
    });
    await answer(res, given, 'confirmation', refusal);
  });

  router.post(`${ONE}/hold`, staffOnly('see-letters'), async (req, res) => {
    const given = await caseOf(req);
    const hold_reason = readLine(req.body.hold_reason);
    const errors = reasonErrors('hold_reason', hold_reason, 'Say why you hold this letter');
    if (errors.length > 0) return showCase(res.status(422), given, { hold_reason, errors });
    const refusal = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      const why = await holdLetter(tx, given.letter.id, hold_reason, by.at);
      if (!why) await record(tx, by, given, 'letter.hold', { reason: hold_reason });
      return why;
    });
    await answer(res, given, 'hold', refusal);
  });

  router.post(`${ONE}/release`, staffOnly('see-letters'), async (req, res) => {
    const given = await caseOf(req);
    const { id } = given.letter;
    const refusal = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      const why = await releaseLetter(tx, parts, id, by.at);
      if (!why) await record(tx, by, given, 'letter.release');
      return why;
    });
    await answer(res, given, 'release', refusal);
  });

  router.post(`${ONE}/doubt`, staffOnly('see-letters'), async (req, res) => {
    const given = await caseOf(req);
    const decision = DOUBTS.find(name => name === req.body.decision);
    if (!decision) throw new Problem(400, 'damaged');
    const refusal = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      if (!(await endDoubt(tx, given.letter.id, decision, parts.onSettled, by.at))) return 'illegal';
      await record(tx, by, given, `letter.${decision}`);
      return null;
    });
    await answer(res, given, decision, refusal);
  });

  router.post(`${ONE}/erasure`, staffOnly('see-letters'), async (req, res) => {
    const given = await caseOf(req);
    const { id, reference } = given.letter;
    const typed = readLine(req.body.typed);
    if (readReference(typed) !== reference) {
      const errors = [{ field: 'typed', message: `Type ${reference} to erase this letter’s writer` }];
      return showCase(res.status(422), given, { typed, errors });
    }
    const refusal = await asStaff(parts, res, 'see-letters', async (tx, by) => {
      if (!(await eraseLetter(tx, id, by.at))) return 'illegal';
      await record(tx, by, given, 'letter.erase');
      return null;
    });
    if (!(await db.forget())) logOf(log, res).warn('the write-ahead log is emptied later');
    await answer(res, given, 'erasure', refusal);
  });

  return router;

  async function caseOf(req: Request): Promise<LetterCase> {
    const found = await findCase(db, String(req.params.reference));
    if (!found) throw notFound();
    return found;
  }

  /** Leads back to the letter, or says on the letter's page why nothing was done. */
  async function answer(res: Response, given: LetterCase, done: string, refusal: Refusal): Promise<void> {
    const { reference } = given.letter;
    if (!refusal) return res.redirect(303, `${PATH}/${reference}?done=${done}`);
    const now = (await findCase(db, reference)) ?? given;
    showCase(res.status(409), now, { errors: [{ field: 'state', message: REFUSALS[refusal] }] });
  }

  async function showStart(
    res: Response,
    page: { done?: string; find?: string; errors?: FieldError[] } = {},
  ): Promise<void> {
    const { held, flagged } = await lettersToSee(db);
    const shown = ({ count, letters }: typeof held) => ({
      count,
      letters: letters.map(listedView),
      more: count - letters.length,
    });
    res.render('staff/letters/start', {
      title: 'Letters',
      held: shown(held),
      flagged: shown(flagged),
      stuck: stuckView(await findStuckLetters(db, clock())),
      ...page,
    });
  }

  function showCase(
    res: Response,
    given: LetterCase,
    page: {
      done?: string;
      reason?: string;
      hold_reason?: string;
      typed?: string;
      errors?: FieldError[];
    },
  ): void {
    const { reference } = given.letter;
    res.render('staff/letters/letter', {
      title: `Letter ${reference}`,
      ...caseView(given, clock()),
      ...page,
    });
  }
}

function record(
  tx: Transaction,
  by: By,
  { letter }: LetterCase,
  what: AuditKind,
  details?: Record<string, string>,
): Promise<void> {
  return audit(tx, { ...by, what, target: letter.reference, ...(details ? { details } : {}) });
}

function reasonErrors(field: string, reason: string, message: string): FieldError[] {
  return reason === '' ? [{ field, message }] : lengthErrors(field, reason, STAFF_LIMITS.reason);
}
