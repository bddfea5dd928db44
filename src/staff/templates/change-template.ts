import type { Response } from 'express';
import { OutdatedTemplate } from '../../campaigns/template-store.ts';
import type { Transaction } from '../../db/database.ts';
import { asStaff } from '../acting.ts';
import type { By } from '../audit.ts';
import type { StaffParts } from '../parts.ts';

/** @returns false where somebody was quicker: what was worked on is no longer the newest, and nothing has changed */
export async function changeTemplate(
  parts: StaffParts,
  res: Response,
  work: (tx: Transaction, by: By) => Promise<unknown>,
): Promise<boolean> {
  try {
    await asStaff(parts, res, 'edit-templates', work);
    return true;
  } catch (failure) {
    if (!(failure instanceof OutdatedTemplate)) throw failure;
    return false;
  }
}
