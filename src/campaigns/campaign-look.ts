import type { Request, Response } from 'express';
import type { Database } from '../db/database.ts';
import { notFound } from '../web/problem.ts';
import { themeCss } from './colour.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_A_MINUTE = 'public, max-age=60';

/** Sends a campaign's logo; an address with its hash in `v` never changes what it means. */
export async function sendLogo(db: Database, campaignId: number, req: Request, res: Response): Promise<void> {
  const logo = await db.read.campaignLogo.findUnique({ where: { campaignId } });
  if (!logo) throw notFound();
  res
    .set('Cache-Control', req.query.v === logo.hash ? FOR_EVER : FOR_A_MINUTE)
    .set('Content-Type', logo.type)
    .send(Buffer.from(logo.bytes));
}

/** Sends a campaign's colour as a style sheet; the colour in `v` is its version. */
export function sendTheme(colour: string, req: Request, res: Response): void {
  if (!colour) throw notFound();
  res
    .set('Cache-Control', req.query.v === colour ? FOR_EVER : FOR_A_MINUTE)
    .type('css')
    .send(themeCss(colour));
}
