import { type Response, Router } from 'express';
import { londonTime } from '../../clock.ts';
import type { RetentionPeriodModel } from '../../db/generated/models.ts';
import { choosePeriod, readPeriods } from '../../letters/period-store.ts';
import { PERIOD_NAMES, PERIODS } from '../../letters/retention.ts';
import type { FieldError } from '../../web/form.ts';
import { asStaff } from '../acting.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import {
  changesIn,
  formOf,
  type RetentionForm,
  readRetentionForm,
  retentionErrors,
  withNewest,
} from './retention-form.ts';

const PATH = '/staff/retention';

type Shown = { errors?: FieldError[]; done?: string | undefined };

/** `/staff/retention`: how long things are kept. Every change is in the audit log, a longer time with its reason. */
export function retentionRoutes(parts: StaffParts): Router {
  const { db } = parts;
  const router = Router();

  router.get(PATH, staffOnly('change-settings'), async (req, res) => {
    const done = req.query.done === 'saved' ? 'Saved. What is over now goes within the hour.' : undefined;
    await show(res, formOf(await readPeriods(db.read)), { done });
  });

  router.post(PATH, staffOnly('change-settings'), async (req, res) => {
    let form = readRetentionForm(req.body);
    const errors = await asStaff(parts, res, 'change-settings', async (tx, by) => {
      const now = await readPeriods(tx);
      form = withNewest(form, now);
      const wrong = retentionErrors(form, now);
      if (wrong.length > 0) return wrong;
      for (const { name, from, to } of changesIn(form, now)) {
        await choosePeriod(tx, name, to, { ...by, reason: form.reason });
        const details = { from, to, usual: PERIODS[name].days, reason: form.reason };
        await audit(tx, { ...by, what: 'retention.change', target: name, details });
      }
      return [];
    });
    if (errors.length > 0) return show(res.status(422), form, { errors });
    res.redirect(303, `${PATH}?done=saved`);
  });

  return router;

  async function show(res: Response, form: RetentionForm, { errors = [], done }: Shown) {
    const chosen = await db.read.retentionPeriod.findMany();
    res.render('staff/retention', {
      title: 'How long we keep things',
      done,
      errors,
      reason: form.reason,
      periods: PERIOD_NAMES.map(name => {
        const { title, hint, days, least } = PERIODS[name];
        return {
          name,
          title: `${title} (days)`,
          hint: `${hint} Usually ${days} days, at least ${least}.${chosenInWords(chosen.find(row => row.name === name))}`,
          value: form.days[name],
          seen: form.seen[name],
        };
      }),
    });
  }
}

function chosenInWords(chosen: RetentionPeriodModel | undefined): string {
  if (!chosen) return '';
  const why = chosen.reason ? `: “${chosen.reason}”` : '';
  return ` Chosen by ${chosen.changedBy}, ${londonTime(chosen.changedAt)}${why}`;
}
