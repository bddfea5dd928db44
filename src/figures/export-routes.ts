import { type Request, type Response, Router } from 'express';
import { type Clock, londonDay } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { asStaff } from '../staff/acting.ts';
import { type AuditKind, audit } from '../staff/audit.ts';
import { sessionOf, staffOnly } from '../staff/guard.ts';
import { may } from '../staff/role.ts';
import { readLine } from '../web/form.ts';
import { notFound, Problem } from '../web/problem.ts';
import { sendCsv, sendPieces } from '../web/send-file.ts';
import { type Asked, address, askedForm, readAsked } from './asked.ts';
import {
  briefingColumns,
  briefingRows,
  countSharedStories,
  STORY_COLUMNS,
  sharedStories,
} from './briefing.ts';
import { COUNTED_BY, countSignups } from './count.ts';
import { sendCounts } from './counts-export.ts';
import { csvOf } from './csv.ts';
import { countSupporters, SUPPORTER_COLUMNS, supportersOf } from './supporters.ts';
import { worksheetOf, xlsxOf } from './xlsx.ts';

export type ExportParts = { db: Database; clock: Clock };

/** Rows of a sheet, below its heading. Letters are counted for it, which is a sum; their stories would have to be gone through. */
const MOST_IN_A_SHEET = 1_048_575;

/** Above this the page says "more than": nobody waits while one page counts a million. */
const MOST_COUNTED = 1_000;

/**
 * `/staff/export`: what can be taken away. Files with personal data are posts, for each leaves an
 * entry in the audit log.
 */
export function exportRoutes(parts: ExportParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get('/staff/export', staffOnly('export-counts'), async (req, res) => {
    const asked = await readAsked(db, req.query, 'newest');
    const personal = may(sessionOf(res).account.role, 'export-personal-data');
    res.status(asked.errors.length > 0 ? 422 : 200).render('figures/export', {
      title: 'Download the figures',
      styles: ['figures.css'],
      errors: asked.errors,
      form: askedForm(asked, '/staff/export', clock),
      fields: Object.entries(asked.fields).map(([name, value]) => ({ name, value })),
      signups: await countSignups(db, asked.filter),
      counts: Object.entries(COUNTED_BY).map(([by, words]) => ({
        words,
        csv: address('/staff/export/counts.csv', { ...asked.fields, by }),
        xlsx: address('/staff/export/counts.xlsx', { ...asked.fields, by }),
        forPublic: address('/staff/export/counts.csv', { ...asked.fields, by, public: 'yes' }),
      })),
      briefing: {
        csv: address('/staff/export/briefing.csv', asked.fields),
        xlsx: address('/staff/export/briefing.xlsx', asked.fields),
      },
      personal: personal && (await personalExports(db, asked)),
      manageTokens: may(sessionOf(res).account.role, 'change-settings'),
    });
  });

  for (const format of ['csv', 'xlsx'] as const) {
    router.get(`/staff/export/counts.${format}`, staffOnly('export-counts'), (req, res) =>
      sendCounts(db, req, res, format),
    );
  }

  router.get('/staff/export/briefing.csv', staffOnly('export-counts'), async (req, res) => {
    const { rows, columns } = await briefingFor(req);
    await sendFile(res, 'briefing', csvOf(columns, rows));
  });

  router.get('/staff/export/briefing.xlsx', staffOnly('export-counts'), async (req, res) => {
    const { rows, columns } = await briefingFor(req);
    await sendWorkbook(res, 'briefing', [worksheetOf('Constituencies', columns, rows)]);
  });

  router.post('/staff/export/stories.csv', staffOnly('export-personal-data'), async (req, res) => {
    const asked = await readExport(req.body);
    await record(res, 'stories.export', asked);
    await sendFile(res, 'stories', csvOf(STORY_COLUMNS, sharedStories(db, asked.filter)));
  });

  router.post('/staff/export/stories.xlsx', staffOnly('export-personal-data'), async (req, res) => {
    const asked = await readExport(req.body);
    if ((await countSignups(db, asked.filter)) > MOST_IN_A_SHEET) {
      throw new Problem(413, 'export-too-large');
    }
    const { rows, columns } = await briefing(asked);
    await record(res, 'stories.export', asked);
    await sendWorkbook(res, 'stories', [
      worksheetOf('Constituencies', columns, rows),
      worksheetOf('Stories', STORY_COLUMNS, sharedStories(db, asked.filter)),
    ]);
  });

  router.post('/staff/export/supporters.csv', staffOnly('export-personal-data'), async (req, res) => {
    // Of all days, whatever days the page before was of.
    const asked = await readExport({ campaign: req.body.campaign });
    const organisation = await organisationOf(asked.campaign.id, readLine(req.body.organisation));
    await record(res, 'supporters.export', asked, { organisation: organisation.key });
    const pages = supportersOf(db, asked.campaign.id, organisation.key);
    await sendFile(res, `supporters-${organisation.key}`, csvOf(SUPPORTER_COLUMNS, pages));
  });

  return router;

  async function briefingFor(req: Request) {
    return briefing(await readExport(req.query));
  }

  async function briefing({ campaign, filter }: ExportAsked) {
    const experiences = await db.read.experience.findMany({
      where: { campaignId: campaign.id },
      orderBy: { position: 'asc' },
    });
    return { rows: briefingRows(db, filter), columns: briefingColumns(experiences) };
  }

  async function readExport(query: Record<string, unknown>): Promise<ExportAsked> {
    const asked = await readAsked(db, query, 'newest');
    const { campaign } = asked;
    if (!campaign || asked.errors.length > 0) throw new Problem(400, 'export-unclear');
    return { ...asked, campaign };
  }

  async function organisationOf(campaignId: number, key: string) {
    const organisation = await db.read.organisation.findUnique({
      where: { campaignId_key: { campaignId, key } },
    });
    if (!organisation) throw notFound();
    return organisation;
  }

  /** In the audit log before the first byte leaves. */
  function record(
    res: Response,
    what: AuditKind,
    { fields }: ExportAsked,
    more: Record<string, string> = {},
  ) {
    return asStaff(parts, res, 'export-personal-data', (tx, by) =>
      audit(tx, { ...by, what, details: { ...fields, ...more } }),
    );
  }

  function sendFile(res: Response, name: string, pieces: AsyncIterable<string>): Promise<void> {
    return sendCsv(res.attachment(fileName(name, 'csv')), pieces);
  }

  function sendWorkbook(res: Response, name: string, sheets: Parameters<typeof xlsxOf>[0]): Promise<void> {
    return sendPieces(res.attachment(fileName(name, 'xlsx')), xlsxOf(sheets));
  }

  function fileName(name: string, format: string): string {
    return `dear-mp-${name}-${londonDay(clock())}.${format}`;
  }
}

type ExportAsked = Asked & { campaign: NonNullable<Asked['campaign']> };

/** What only those see who may take personal data away, and how much of it there is. */
async function personalExports(db: Database, { campaign, filter }: Asked) {
  const organisations = campaign
    ? await db.read.organisation.findMany({
        where: { campaignId: campaign.id },
        orderBy: { position: 'asc' },
      })
    : [];
  return {
    campaign: campaign?.slug,
    stories: upTo(await countSharedStories(db, filter, MOST_COUNTED)),
    organisations: await Promise.all(
      organisations.map(async ({ campaignId, key, name }) => ({
        key,
        name,
        people: upTo(await countSupporters(db, campaignId, key, MOST_COUNTED)),
      })),
    ),
  };
}

/** A count that stops at a limit, as a page says it. */
const upTo = (count: number) => ({ count: Math.min(count, MOST_COUNTED), more: count > MOST_COUNTED });
