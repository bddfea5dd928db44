import { Router } from 'express';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { sessionOf, staffOnly } from '../staff/guard.ts';
import { may } from '../staff/role.ts';
import { readLine } from '../web/form.ts';
import { address, askedForm, linkTo, readAsked } from './asked.ts';
import { dashboard, readSeats, type Seats, SORTS } from './dashboard.ts';
import type { Hexes } from './hex-map.ts';
import { dayInWords, isDay } from './london-time.ts';
import { OUTCOMES } from './outcome.ts';
import { letterRows, type RowChoice, type RowCursor } from './rows.ts';

type DashboardParts = { db: Database; clock: Clock; hexes: Hexes };

/** `/staff`: how the campaign is going; `/staff/rows`: the letters behind each figure. */
export function dashboardRoutes(parts: DashboardParts): Router {
  const { db, clock, hexes } = parts;
  const router = Router();
  let seats: Promise<Seats> | undefined;

  router.get('/staff', staffOnly('see-counts'), async (req, res) => {
    const asked = await readAsked(db, req.query, 'newest');
    const sort = SORTS.find(one => one === readLine(req.query.sort)) ?? 'letters';
    seats ??= readSeats(db, hexes).catch(error => {
      seats = undefined;
      throw error;
    });
    const figures = await dashboard(
      db,
      await seats,
      asked.filter,
      asked.shown,
      linkTo('/staff/rows', asked.fields),
      sort,
    );
    res.status(asked.errors.length > 0 ? 422 : 200).render('figures/dashboard', {
      title: 'How the campaign is going',
      styles: ['figures.css'],
      errors: asked.errors,
      form: askedForm(asked, '/staff', clock),
      chosen: asked.campaign,
      figures,
      sorts: SORTS.map(one => ({
        sort: one,
        current: one === sort,
        href: `${address('/staff', { ...asked.fields, sort: one })}#constituencies`,
      })),
      exportHref: address('/staff/export', asked.fields),
    });
  });

  router.get('/staff/rows', staffOnly('see-counts'), async (req, res) => {
    const asked = await readAsked(db, req.query, 'newest');
    const { choice, only, fields } = await readChoice(db, req.query);
    const { rows, next } = await letterRows(db, asked.filter, choice, readCursor(req.query));
    const titles = await askTitles(db, asked.campaign?.id);
    const here = { ...asked.fields, ...fields };
    res.status(asked.errors.length > 0 ? 422 : 200).render('figures/rows', {
      title: 'Letters behind the figures',
      styles: ['figures.css'],
      errors: asked.errors,
      form: askedForm(asked, '/staff/rows', clock),
      kept: Object.entries(fields).map(([name, value]) => ({ name, value })),
      only,
      without: address('/staff/rows', asked.fields),
      begun: choice.begun,
      maySeeLetters: may(sessionOf(res).account.role, 'see-letters'),
      rows: rows.map(row => ({
        ...row,
        day: dayInWords(row.day),
        asks: row.asks.map(key => titles.get(key) ?? key).join('; '),
      })),
      first: req.query.after ? address('/staff/rows', here) : null,
      more: next ? address('/staff/rows', { ...here, after: `${next.at.toISOString()}~${next.id}` }) : null,
      back: address('/staff', asked.fields),
    });
  });

  return router;
}

/** Which rows are asked for, in fields and in words. */
async function readChoice(db: Database, query: Record<string, unknown>) {
  const field = (name: string) => readLine(query[name]);
  const hour = /^(?:\d|1\d|2[0-3])$/.test(field('hour')) ? Number(field('hour')) : null;
  const choice: RowChoice = {
    begun: field('begun') !== '',
    outcome: field('outcome'),
    replied: field('replied') !== '',
    story: field('story') !== '',
    constituency: field('constituency'),
    party: field('party'),
    region: field('region'),
    nation: field('nation'),
    hour,
  };
  const seat = choice.constituency
    ? await db.read.constituency.findUnique({ where: { code: choice.constituency } })
    : null;
  const only = [
    choice.begun ? 'begun, whatever became of them' : '',
    OUTCOMES.find(({ key }) => key === choice.outcome)?.title ?? '',
    choice.replied ? 'the MP replied' : '',
    choice.story ? 'with a story' : '',
    seat?.name ?? '',
    choice.party,
    choice.region,
    choice.nation,
    hour === null ? '' : `confirmed between ${hour}:00 and ${hour}:59`,
  ].filter(Boolean);
  const names = ['begun', 'outcome', 'replied', 'story', 'constituency', 'party', 'region', 'nation', 'hour'];
  const fields = Object.fromEntries(
    names.map(name => [name, field(name)]).filter(([, value]) => value !== ''),
  );
  return { choice, only, fields: fields as Record<string, string> };
}

function readCursor(query: Record<string, unknown>): RowCursor | null {
  const [moment = '', id = ''] = readLine(query.after).split('~');
  const at = new Date(moment);
  return id && isDay(moment.slice(0, 10)) && !Number.isNaN(at.getTime()) ? { at, id } : null;
}

/** What the asks of a campaign say: a copy has the same keys, and may put them in other words. */
async function askTitles(db: Database, campaignId = 0): Promise<Map<string, string>> {
  const asks = await db.read.ask.findMany({ where: { campaignId }, select: { key: true, title: true } });
  return new Map(asks.map(({ key, title }) => [key, title]));
}
