import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { readLine } from '../web/form.ts';
import { AUDIT_KINDS, audit } from './audit.ts';
import { AUDIT_CSV_HEADER, auditCsvLine } from './audit-csv.ts';
import { type AuditFilter, allAudit, auditPeople, kindInWords, readAudit } from './audit-store.ts';
import { sessionOf, staffOnly } from './guard.ts';
import type { StaffParts } from './parts.ts';

/** `/staff/audit`: what staff did, newest first; and the same as CSV. */
export function auditRoutes({ db, clock }: StaffParts): Router {
  const router = Router();

  router.get('/staff/audit', staffOnly('read-audit'), async (req, res) => {
    const filter = readFilter(req.query);
    const before = Number(readLine(req.query.before)) || undefined;
    const { entries, older } = await readAudit(db, filter, before);
    const people = await auditPeople(db);
    res.render('staff/audit', {
      title: 'Audit',
      entries: entries.map(entry => ({
        ...entry,
        words: kindInWords(entry.what),
        details: Object.entries(entry.details ?? {}).map(([name, value]) => ({ name, value: String(value) })),
      })),
      filter,
      narrowed: filter.who !== '' || filter.what !== '',
      newest: before === undefined,
      older: older && `/staff/audit?${new URLSearchParams({ ...filter, before: String(older) })}`,
      start: `/staff/audit?${new URLSearchParams(filter)}`,
      people: people.map(who => ({ value: who, label: who, chosen: who === filter.who })),
      kinds: Object.entries(AUDIT_KINDS).map(([value, label]) => ({
        value,
        label,
        chosen: value === filter.what,
      })),
    });
  });

  // A post, for it leaves an entry of its own.
  router.post('/staff/audit/export', staffOnly('read-audit'), async (req, res) => {
    const filter = readFilter(req.body);
    const { email } = sessionOf(res).account;
    await db.write(tx => audit(tx, { at: clock(), who: email, what: 'audit.export', details: filter }));
    const day = clock().toISOString().slice(0, 10);
    res.attachment(`dear-mp-audit-${day}.csv`).type('text/csv');
    await pipeline(Readable.from(csvOf(filter)), res);
  });

  return router;

  async function* csvOf(filter: AuditFilter) {
    // Excel takes a file for UTF-8 only with this mark.
    yield '\uFEFF';
    yield AUDIT_CSV_HEADER;
    for await (const entry of allAudit(db, filter)) yield auditCsvLine(entry);
  }
}

const readFilter = (form: Record<string, unknown>): AuditFilter => ({
  who: readLine(form.who),
  what: readLine(form.what),
});
