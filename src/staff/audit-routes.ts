import { Router } from 'express';
import { readId, readLine } from '../web/form.ts';
import { sendCsv } from '../web/send-file.ts';
import { asStaff } from './acting.ts';
import { AUDIT_KINDS, audit, kindInWords } from './audit.ts';
import { AUDIT_CSV_HEADER, auditCsvLine } from './audit-csv.ts';
import { type AuditFilter, type AuditPerson, allAudit, auditPeople, readAudit } from './audit-store.ts';
import { staffOnly } from './guard.ts';
import type { StaffParts } from './parts.ts';

/** `/staff/audit`: what staff did, newest first; and the same as CSV. */
export function auditRoutes(parts: StaffParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get('/staff/audit', staffOnly('read-audit'), async (req, res) => {
    const people = await auditPeople(db);
    const { filter, inAddress } = readFilter(req.query, people);
    const before = readId(req.query.before);
    const { entries, older } = await readAudit(db, filter, before);
    res.render('staff/audit', {
      title: 'Audit',
      entries: entries.map(entry => ({
        ...entry,
        words: kindInWords(entry.what),
        details: Object.entries(entry.details ?? {}).map(([name, value]) => ({ name, value: String(value) })),
      })),
      filter: inAddress,
      narrowed: filter.who !== '' || filter.what !== '',
      newest: before === undefined,
      older: older && `/staff/audit?${new URLSearchParams({ ...inAddress, before: String(older) })}`,
      start: `/staff/audit?${new URLSearchParams(inAddress)}`,
      people: people.map(({ who, reference }) => ({
        value: reference,
        label: who,
        chosen: who === filter.who,
      })),
      kinds: Object.entries(AUDIT_KINDS).map(([value, label]) => ({
        value,
        label,
        chosen: value === filter.what,
      })),
    });
  });

  // A post, for it leaves an entry of its own.
  router.post('/staff/audit/export', staffOnly('read-audit'), async (req, res) => {
    const { filter } = readFilter(req.body, await auditPeople(db));
    await asStaff(parts, res, 'read-audit', (tx, by) =>
      audit(tx, { ...by, what: 'audit.export', details: filter }),
    );
    const day = clock().toISOString().slice(0, 10);
    await sendCsv(res.attachment(`dear-mp-audit-${day}.csv`), csvOf(filter));
  });

  return router;

  async function* csvOf(filter: AuditFilter) {
    yield AUDIT_CSV_HEADER;
    for await (const batch of allAudit(db, filter)) yield batch.map(auditCsvLine).join('');
  }
}

/** What the log is narrowed to, and how a page's address says so: without anybody's own. Unknown people narrow nothing. */
function readFilter(form: Record<string, unknown>, people: AuditPerson[]) {
  const asked = readLine(form.who);
  const { who = '', reference = '' } = people.find(person => person.reference === asked) ?? {};
  const what = readLine(form.what);
  return { filter: { who, what }, inAddress: { who: reference, what } };
}
