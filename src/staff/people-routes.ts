import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Transaction } from '../db/database.ts';
import { foldAddress } from '../mail/address.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { notFound, Problem } from '../web/problem.ts';
import { listAccounts, readAccount } from './account-store.ts';
import { asStaff } from './acting.ts';
import type { By } from './audit.ts';
import { sessionOf, staffOnly } from './guard.ts';
import { lengthErrors, STAFF_LIMITS } from './limits.ts';
import {
  addAccount,
  changeRole,
  disableAccount,
  enableAccount,
  mailSetUpLink,
  removeSecondFactor,
  resetAccount,
  setUpUrl,
  signOutAccount,
} from './manage-accounts.ts';
import type { StaffParts } from './parts.ts';
import { isRole, ROLE_WORDS, ROLES, type Role } from './role.ts';

const PATH = '/staff/people';

/** What an admin does to somebody else's account with one button. */
const CHANGES = {
  'sign-out': signOutAccount,
  close: disableAccount,
  open: enableAccount,
};

/** `/staff/people`: who may come in, and as what. Nobody changes their own account here, so an admin always remains. */
export function peopleRoutes(parts: StaffParts): Router {
  const { db, baseUrl, once, needsSecondFactor } = parts;
  const router = Router();

  router.get(PATH, staffOnly('manage-people'), (req, res) => showPeople(req, res));

  router.post(PATH, staffOnly('manage-people'), async (req, res) => {
    const form = { email: foldAddress(readLine(req.body.email)), role: readLine(req.body.role) };
    const { email, role } = form;
    const errors = inviteErrors(form);
    if (errors.length > 0 || !isRole(role)) return showPeople(req, res.status(422), { form, errors });
    const token = await asStaff(parts, res, 'manage-people', async (tx, by) => {
      const added = await addAccount(tx, by, { email, role });
      if (added) await mailSetUpLink(tx, parts, by, { ...added, isNew: true });
      return added?.token;
    });
    if (!token) {
      const taken = [{ field: 'email', message: 'This person has an account already: find it in the list' }];
      return showPeople(req, res.status(422), { form, errors: taken });
    }
    showLinkNext(res, email, token);
  });

  router.get(`${PATH}/:id`, staffOnly('manage-people'), (req, res) => showPerson(req, res));

  router.post(`${PATH}/:id/role`, staffOnly('manage-people'), async (req, res) => {
    const role = readLine(req.body.role);
    if (!isRole(role)) throw new Problem(400, 'damaged');
    await change(req, res, (tx, by, id) => changeRole(tx, by, id, role));
    res.redirect(303, `${PATH}/${req.params.id}`);
  });

  // Whoever talks an admin into it is half way in: so it is said, and kept, how the admin knew them.
  router.post(`${PATH}/:id/remove-second-factor`, staffOnly('manage-people'), async (req, res) => {
    const proof = readLine(req.body.proof);
    const errors = proofErrors(proof);
    await change(req, res, async (tx, by, id) => {
      if (errors.length === 0) await removeSecondFactor(tx, by, id, { proof });
    });
    if (errors.length > 0) return showPerson(req, res.status(422), { proof, errors });
    res.redirect(303, `${PATH}/${req.params.id}`);
  });

  for (const [what, work] of Object.entries(CHANGES)) {
    router.post(`${PATH}/:id/${what}`, staffOnly('manage-people'), async (req, res) => {
      await change(req, res, work);
      res.redirect(303, `${PATH}/${req.params.id}`);
    });
  }

  router.post(`${PATH}/:id/set-up-link`, staffOnly('manage-people'), async (req, res) => {
    const { email, token } = await change(req, res, async (tx, by, id) => {
      const made = await resetAccount(tx, by, id);
      if (made) await mailSetUpLink(tx, parts, by, { accountId: id, token: made, isNew: false });
      return { email: (await readAccount(tx, id)).email, token: made };
    });
    // Its page says that the account is closed.
    if (!token) return res.redirect(303, `${PATH}/${req.params.id}`);
    showLinkNext(res, email, token);
  });

  return router;

  /** Does it to another person's account. */
  function change<T>(
    req: Request,
    res: Response,
    work: (tx: Transaction, by: By, id: string) => Promise<T>,
  ): Promise<T> {
    const id = String(req.params.id);
    if (id === sessionOf(res).accountId) throw new Problem(403, 'staff-self');
    return asStaff(parts, res, 'manage-people', async (tx, by) => {
      if (!(await tx.staffAccount.findUnique({ where: { id } }))) throw notFound();
      return work(tx, by, id);
    });
  }

  function showLinkNext(res: Response, email: string, token: string): void {
    const { accountId } = sessionOf(res);
    once.put(res, { path: PATH, accountId }, `${email} ${setUpUrl(baseUrl, token)}`);
    res.redirect(303, PATH);
  }

  async function showPerson(
    req: Request,
    res: Response,
    page: { proof?: string; errors?: FieldError[] } = {},
  ): Promise<void> {
    const person = (await listAccounts(db)).find(({ id }) => id === req.params.id);
    if (!person) throw notFound();
    res.render('staff/person', {
      title: person.email,
      person: describe(person),
      self: person.id === sessionOf(res).accountId,
      roles: roleChoices(person.role),
      ...page,
    });
  }

  async function showPeople(
    req: Request,
    res: Response,
    page: { form?: { email: string; role: string }; errors?: FieldError[] } = {},
  ): Promise<void> {
    const { accountId } = sessionOf(res);
    const [linkFor, link] = once.take(req, res, { path: PATH, accountId })?.split(' ') ?? [];
    const people = await listAccounts(db);
    res.render('staff/people', {
      title: 'People',
      people: people.map(person => ({ ...describe(person), self: person.id === accountId })),
      alone: people.length === 1,
      roles: roleChoices(page.form?.role),
      link,
      linkFor,
      ...page,
    });
  }

  function describe(person: Person) {
    const { role, passwordHash, totpSecret, disabledAt, sessions } = person;
    const mustHaveFactor = needsSecondFactor(role);
    const state = disabledAt
      ? 'closed'
      : !passwordHash
        ? 'invited, not set up yet'
        : mustHaveFactor && !totpSecret
          ? 'has yet to add a second factor'
          : 'open';
    const hasSecondFactor = totpSecret !== null;
    return { ...person, state, hasSecondFactor, mustHaveFactor, lastSeenAt: sessions[0]?.lastSeenAt };
  }
}

type Person = Awaited<ReturnType<typeof listAccounts>>[number];

const roleChoices = (chosen?: string) =>
  ROLES.map((role: Role) => ({ role, words: ROLE_WORDS[role], chosen: role === chosen }));

function proofErrors(proof: string): FieldError[] {
  if (!proof) return [{ field: 'proof', message: 'Say how you made sure that it is really they who ask' }];
  return lengthErrors('proof', proof, STAFF_LIMITS.proof);
}

function inviteErrors({ email, role }: { email: string; role: string }): FieldError[] {
  const errors: FieldError[] = [];
  if (!z.email().max(STAFF_LIMITS.email).safeParse(email).success) {
    errors.push({ field: 'email', message: 'Enter an email address such as name@example.com' });
  }
  if (!isRole(role)) errors.push({ field: 'role', message: 'Choose what this person may do' });
  return errors;
}
