import type { Request, Response } from 'express';
import type { Database } from '../db/database.ts';
import { notFound } from '../web/problem.ts';
import { themeCss } from './colour.ts';

/** Who may keep a copy: any cache, or the browser of somebody who is signed in. */
type Keeper = 'public' | 'private';

/** Sends a campaign's logo; an address with its hash in `v` never changes what it means. */
export async function sendLogo(
  db: Database,
  campaignId: number,
  req: Request,
  res: Response,
  keeper: Keeper = 'public',
): Promise<void> {
  const logo = await db.read.campaignLogo.findUnique({ where: { campaignId } });
  if (!logo) throw notFound();
  res
    .set('Cache-Control', caching(keeper, req.query.v === logo.hash))
    .set('Content-Type', logo.type)
    .send(Buffer.from(logo.bytes));
}

/** Sends a campaign's colour as a style sheet; the colour in `v` is its version. */
export function sendTheme(colour: string, req: Request, res: Response, keeper: Keeper = 'public'): void {
  if (!colour) throw notFound();
  res
    .set('Cache-Control', caching(keeper, req.query.v === colour))
    .type('css')
    .send(themeCss(colour));
}

/** @param isVersion the address names the very version that is sent */
const caching = (keeper: Keeper, isVersion: boolean) =>
  isVersion ? `${keeper}, max-age=31536000, immutable` : `${keeper}, max-age=60`;
