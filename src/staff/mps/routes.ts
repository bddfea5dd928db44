import { type Request, type Response, Router } from 'express';
import { DAY } from '../../clock.ts';
import type { Transaction } from '../../db/database.ts';
import { clearCorrection, correctMember } from '../../mps/correction-store.ts';
import { overdueDays } from '../../mps/data-age.ts';
import { readSources } from '../../mps/data-source-store.ts';
import { readIncidents } from '../../mps/live-incidents.ts';
import { addressedName, type Member } from '../../mps/member.ts';
import { CHANGES } from '../../mps/member-changes.ts';
import { allSeats, type Seat, searchSeats } from '../../mps/mp-store.ts';
import { lastChanges } from '../../mps/refresh-members.ts';
import { hashOf } from '../../tokens/random-token.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { notFound } from '../../web/problem.ts';
import { asStaff } from '../acting.ts';
import { audit, type By, kindInWords } from '../audit.ts';
import { sessionOf, staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import { may } from '../role.ts';
import {
  CIRCUMSTANCES,
  type CorrectionForm,
  correctionErrors,
  differences,
  formOf,
  readCorrection,
} from './correction-form.ts';
import { correctedSeats, doubtfulAddresses, findMpCase } from './mp-case-store.ts';
import { incidentsInWords, letterHead } from './mp-words.ts';

const PATH = '/staff/mps';
const ONE = `${PATH}/:constituency`;

/** Live look-up faults are told of for so long. */
const INCIDENTS_FOR = 7 * DAY;

type MpCase = NonNullable<Awaited<ReturnType<typeof findMpCase>>>;

/** What the page says after each change. */
const DONE = new Map([
  ['correction', 'Saved. Letters carry this from now on, and a refresh of the register does not undo it.'],
  ['same', 'Nothing differs from the register, so there is no correction.'],
  ['withdrawal', 'The correction is withdrawn. Letters carry what the register says.'],
]);

/** `/staff/mps`: who the MPs are, what needs a look, and what staff put right about them. */
export function mpCorrectionRoutes(parts: StaffParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get(PATH, staffOnly('see-counts'), async (req, res) => {
    const name = readLine(req.query.name).slice(0, 100);
    const found = name ? (await searchSeats(db, name)).map(seatView) : undefined;
    const seats = found ? [] : await allSeats(db);
    res.render('staff/mps/start', {
      title: found ? 'MPs by that name' : 'MPs',
      name,
      found,
      ...(found ? {} : await overview()),
      vacant: seats.filter(({ member }) => !member).map(seatView),
      withoutAddress: seats.filter(({ member }) => member && !member.email).map(seatView),
    });
  });

  router.get(ONE, staffOnly('see-counts'), async (req, res) => {
    const given = await caseOf(req);
    const done = DONE.get(readLine(req.query.done));
    showCase(res, given, { form: given.current && formOf(given.current), done });
  });

  router.post(`${ONE}/correction`, staffOnly('edit-mps'), async (req, res) => {
    const given = await caseOf(req);
    const { registered, seat } = given;
    if (!registered) throw notFound();
    const form = readCorrection(req.body);
    const seen = readLine(req.body.seen);
    const errors = correctionErrors(form);
    if (errors.length > 0) return showCase(res.status(422), given, { form, errors, seen });
    if (req.body.action === 'preview') return showCase(res, given, { form, previewed: true, seen });
    const correction = differences(form, registered);
    const done = await change(req, res, async (tx, { who, at }) => {
      if (correction) await correctMember(tx, registered.id, correction, who, at);
      else await clearCorrection(tx, registered.id);
      const details = { member: registered.id, ...withWords(correction ?? {}) };
      const what = correction ? 'mp.correct' : 'mp.restore';
      if (correction || given.correction) await audit(tx, { who, at, what, target: seat.code, details });
    });
    // The same form again, by a double click, is as it should be.
    if (!done && !holds(form, await caseOf(req))) return showOutdated(req, res, form);
    res.redirect(303, `${PATH}/${seat.code}?done=${correction ? 'correction' : 'same'}`);
  });

  router.post(`${ONE}/withdrawal`, staffOnly('edit-mps'), async (req, res) => {
    const { registered, correction, seat } = await caseOf(req);
    if (!registered) throw notFound();
    if (correction) {
      const done = await change(req, res, async (tx, { who, at }) => {
        await clearCorrection(tx, registered.id);
        const details = { member: registered.id };
        await audit(tx, { who, at, what: 'mp.restore', target: seat.code, details });
      });
      if (!done) return showOutdated(req, res);
    }
    res.redirect(303, `${PATH}/${seat.code}?done=withdrawal`);
  });

  return router;

  async function caseOf(req: Request, read: Transaction = db.read): Promise<MpCase> {
    const found = await findMpCase({ read }, String(req.params.constituency));
    if (!found) throw notFound();
    return found;
  }

  /** @returns false where the MP is not as the form showed them: then nothing happens */
  function change(req: Request, res: Response, work: (tx: Transaction, by: By) => Promise<void>) {
    return asStaff(parts, res, 'edit-mps', async (tx, by) => {
      if (stampOf(await caseOf(req, tx)) !== readLine(req.body.seen)) return false;
      await work(tx, by);
      return true;
    });
  }

  /** A refresh or somebody else was quicker. What was typed is of no use for another person. */
  async function showOutdated(req: Request, res: Response, typed?: CorrectionForm): Promise<void> {
    const given = await caseOf(req);
    const same = readLine(req.body.seen).startsWith(`${given.registered?.id}.`);
    const message = same
      ? 'This MP has changed since you opened this page, and nothing was saved. Look at what holds now, and save again if yours is right'
      : 'This seat has another MP since you opened this page, and nothing was saved';
    const form = same && typed ? typed : given.current && formOf(given.current);
    showCase(res.status(409), given, { form, errors: [{ field: 'current', message }] });
  }

  async function overview() {
    const changes = await lastChanges(db);
    const now = clock();
    return {
      doubtful: await doubtfulAddresses(db),
      corrected: (await correctedSeats(db)).map(seatView),
      changes: changes.map(change => ({ ...change, words: CHANGES[change.what] })),
      changedAt: (changes[0] as { at?: Date } | undefined)?.at,
      incidents: incidentsInWords(await readIncidents(db, new Date(now.getTime() - INCIDENTS_FOR))),
      members: (await readSources(db))
        .filter(({ name }) => name === 'members')
        .map(source => ({ ...source, overdue: overdueDays(source, now) }))[0],
    };
  }

  function showCase(
    res: Response,
    given: MpCase,
    page: {
      form?: CorrectionForm | null;
      errors?: FieldError[];
      done?: string | undefined;
      previewed?: boolean;
      /** The MP as the form showed them first. */
      seen?: string;
    },
  ): void {
    const { seat, registered, current, correction } = given;
    const { form, errors = [] } = page;
    const shown = form && errors.length === 0 ? { ...form, email: form.email || null } : current;
    res.render('staff/mps/mp', {
      title: seat.name,
      seat,
      current: current && { ...current, circumstance: circumstanceInWords(current.circumstance) },
      correction,
      seen: stampOf(given),
      head: shown && letterHead({ ...shown, addressAs: shown.addressAs || null }),
      hints: registered && hintsOf(registered),
      mayEdit: may(sessionOf(res).account.role, 'edit-mps'),
      circumstances: CIRCUMSTANCES.map(choice => ({
        ...choice,
        chosen: choice.value === form?.circumstance,
      })),
      changes: given.changes.map(change => ({ ...change, words: CHANGES[change.what] ?? change.what })),
      entries: given.entries.map(entry => ({ ...entry, words: kindInWords(entry.what) })),
      ...page,
    });
  }
}

/** Who the MP is, and what the form begins with: a refresh, a by-election or somebody else may change either. */
function stampOf({ registered, current }: MpCase): string {
  if (!registered || !current) return '';
  return `${registered.id}.${hashOf(JSON.stringify([formOf(registered), formOf(current)]))}`;
}

/** Whether what was typed is how the MP is known already. */
const holds = (form: CorrectionForm, { current }: MpCase) =>
  current !== null && JSON.stringify(form) === JSON.stringify(formOf(current));

/** What the register has, beside each field. */
function hintsOf({ fullTitle, addressAs, email, circumstance }: Member) {
  const blank = addressAs ? '' : ' Leave it empty to use the name without Mr, Ms or Rt Hon.';
  return {
    fullTitle: `The register says: ${fullTitle}`,
    addressAs: `As in “Dear Sir Lindsay”. The register says: ${addressAs ?? 'nothing'}.${blank}`,
    email: `If you leave it empty, letters are printed and posted. The register says: ${email ?? 'none'}`,
    circumstance: `The register says: ${circumstanceInWords(circumstance)}`,
  };
}

const circumstanceInWords = (value: string | null) =>
  CIRCUMSTANCES.find(choice => choice.value === (value ?? ''))?.words ?? '';

const FIELD_WORDS: Record<string, string> = {
  fullTitle: 'name',
  addressAs: 'salutation',
  email: 'email address',
  circumstance: 'office',
};

/** What was corrected, for the audit log; "none" where an MP was corrected to have none. */
const withWords = (correction: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(correction).map(([field, value]) => [
      FIELD_WORDS[field] ?? field,
      String(value) || 'none',
    ]),
  );

const seatView = (seat: Seat) => ({ ...seat, mp: seat.member && addressedName(seat.member) });
