import { PERIOD_NAMES, PERIODS, type PeriodName, type Periods } from '../../letters/retention.ts';
import { type FieldError, type FormBody, readLine } from '../../web/form.ts';
import { STAFF_LIMITS, tooLong } from '../limits.ts';

/** Longest time that can be chosen, days: ten years. */
const MOST = 3650;

type Days = Record<PeriodName, string>;
/** As typed. `seen`: what stood in the fields at first. */
export type RetentionForm = { days: Days; seen: Days; reason: string };
type PeriodChange = { name: PeriodName; from: number; to: number };

const daysOf = (of: (name: PeriodName) => string) =>
  Object.fromEntries(PERIOD_NAMES.map(name => [name, of(name)])) as Days;

/** What was typed, cleaned; it never fails. */
export function readRetentionForm(body: FormBody): RetentionForm {
  const days = daysOf(name => readLine(body[name]));
  return { days, seen: daysOf(name => readLine(body[`seen_${name}`])), reason: readLine(body.reason) };
}

/** The form with the periods that hold now. */
export function formOf(periods: Periods): RetentionForm {
  const days = daysOf(name => String(periods[name]));
  return { days, seen: days, reason: '' };
}

/** What its writer left alone is as it is now: somebody else may have changed it since the page was opened. */
export function withNewest({ days, seen, reason }: RetentionForm, now: Periods): RetentionForm {
  const newest = formOf(now).days;
  const pick = (of: Days): Days => daysOf(name => (days[name] === seen[name] ? newest[name] : of[name]));
  return { days: pick(days), seen: pick(seen), reason };
}

/** What the form changes; only for a form without errors. */
export function changesIn({ days }: RetentionForm, now: Periods): PeriodChange[] {
  return PERIOD_NAMES.map(name => ({ name, from: now[name], to: Number(days[name]) })).filter(
    ({ from, to }) => from !== to,
  );
}

/** Shorter than usual is always allowed; longer takes a reason, which is kept. @returns one error a field */
export function retentionErrors(form: RetentionForm, now: Periods): FieldError[] {
  const errors: FieldError[] = PERIOD_NAMES.flatMap(name => {
    const { least } = PERIODS[name];
    const typed = form.days[name];
    const fits = /^\d{1,4}$/.test(typed) && Number(typed) >= least && Number(typed) <= MOST;
    return fits ? [] : [{ field: name, message: `Enter a whole number of days from ${least} to ${MOST}` }];
  });
  if (errors.length > 0) return errors;
  const longer = changesIn(form, now).some(({ name, to }) => to > PERIODS[name].days);
  if (longer && !form.reason) {
    return [{ field: 'reason', message: 'Say why you keep something for longer than usual' }];
  }
  if (form.reason.length > STAFF_LIMITS.reason) {
    return [{ field: 'reason', message: `${tooLong(STAFF_LIMITS.reason)} for the reason` }];
  }
  return [];
}
