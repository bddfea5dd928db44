import type { Request, Response } from 'express';
import type { LetterTemplate } from '../../campaigns/letter-template.ts';
import { type LetterProblem, letterProblems } from '../../campaigns/template-check.ts';
import { findTemplateDesk, type TemplateDesk } from '../../campaigns/template-store.ts';
import { londonDate } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import { LIMITS } from '../../letters/letter.ts';
import { sampleLetters } from '../../letters/sample-letters.ts';
import { notFound } from '../../web/problem.ts';
import { sessionOf } from '../guard.ts';

/** Where the letters' pages begin. */
export const TEMPLATES_PATH = '/staff/templates';

/** The campaign that the address names, with its letter. @throws Problem where there is none */
export async function deskOf(db: Database, req: Request): Promise<TemplateDesk> {
  const desk = await findTemplateDesk(db, String(req.params.campaign));
  if (!desk) throw notFound();
  return desk;
}

/** Who does it, and when: for the history and the audit log. */
export const byOf = (res: Response, at: Date) => ({ who: sessionOf(res).account.email, at });

/** All that is wrong with a campaign's letter, as of now. */
export function problemsOf(
  template: LetterTemplate,
  campaign: TemplateDesk['campaign'],
  now: Date,
): LetterProblem[] {
  const { asks, experiences } = campaign;
  return letterProblems(template, {
    samples: sampleLetters(campaign, londonDate(now)),
    asks,
    experiences,
    limits: LIMITS,
  });
}

/** The problems as a page shows them: each with the words of its line. */
export function shownProblems(problems: LetterProblem[], template: LetterTemplate) {
  const shown = problems.map(({ field, line, message, severity }) => ({
    field,
    message,
    severity,
    line: field === 'body' ? line : null,
    excerpt: line ? template[field].split('\n')[line - 1]?.trim().slice(0, 120) : undefined,
  }));
  return {
    mistakes: shown.filter(({ severity }) => severity === 'error'),
    warnings: shown.filter(({ severity }) => severity === 'warning'),
  };
}

/** Whether it may be published. */
export const isSound = (problems: LetterProblem[]) => problems.every(({ severity }) => severity !== 'error');
