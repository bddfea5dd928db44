import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemoWorld } from '../support/demo.ts';
import { bytesOf, rowsOf } from '../support/spreadsheets.ts';
import { overtaken, type StaffVisitor, signIn } from '../support/staff.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let admin: StaffVisitor;
beforeAll(async () => {
  demo = await openDemoWorld(5_000);
  admin = await signIn(demo.world, 'admin');
}, 60_000);
afterAll(() => demo.close());

/** The rows of a file that holds personal data, as an admin gets it. */
const exported = async (file: string, form: Record<string, string>) =>
  rowsOf((await admin.post(`/staff/export/${file}`, form).expect(200)).text);

describe('the export of stories', () => {
  it('holds those whose writers agreed, with the name only where they agreed to it', async () => {
    const rows = await exported('stories.csv', {});
    const shared = demo.opened<{ shareStory: string; name: string }>(
      'Letter',
      `SELECT id, shareStory, name FROM Letter WHERE confirmedAt IS NOT NULL AND story <> '' AND id IN
        (SELECT letterId FROM Consent WHERE kind = 'share_story')`,
    );
    expect(rows).toHaveLength(shared.length);
    const named = shared.filter(({ shareStory }) => shareStory === 'named').map(({ name }) => name);
    expect(
      rows
        .map(row => row.name)
        .filter(name => name !== 'Anonymous')
        .sort(),
    ).toEqual(named.sort());
    expect(Object.keys(rows[0] ?? {})).toEqual(['constituency', 'mp', 'name', 'story']);
    const places = rows.map(row => row.constituency);
    expect(new Set(places).size).toBeGreaterThan(300);
  });

  it('leaves out a story whose consent is missing or was taken back', async () => {
    const before = (await exported('stories.csv', {})).length;
    await demo.world.deps.db.write(async tx => {
      const consents = await tx.consent.findMany({
        where: { kind: 'share_story', letter: { confirmedAt: { not: null }, story: { not: '' } } },
        take: 2,
      });
      const [taken, missing] = consents;
      await tx.consent.update({ where: { id: taken?.id }, data: { withdrawnAt: new Date() } });
      await tx.consent.delete({ where: { id: missing?.id } });
    });
    expect(await exported('stories.csv', {})).toHaveLength(before - 2);
  });

  it('is refused to an admin who is none any more when it is recorded', async () => {
    const records = () =>
      demo.world.deps.db.read.auditEntry.count({ where: { what: { endsWith: '.export' } } });
    const before = await records();
    for (const address of ['/staff/export/stories.csv', '/staff/audit/export']) {
      await overtaken(demo.world, admin, () => admin.post(address, {}).expect(403));
    }
    expect(await records()).toBe(before);
  });

  it('is refused as an Excel file where there may be more stories than a sheet has rows', async () => {
    const more = 1_048_576;
    const change = (how: string) =>
      demo.world.deps.db.write(tx =>
        tx.$executeRawUnsafe(`UPDATE "OutcomeFigure" SET signups = signups ${how}`),
      );
    await change(`+ ${more}`);
    const { text } = await admin.post('/staff/export/stories.xlsx', {}).expect(413);
    await change(`- ${more}`);
    expect(text).toContain('Too many stories for one Excel file');
  });

  it('comes with the briefing in one Excel file', async () => {
    const file = await bytesOf(admin.post('/staff/export/stories.xlsx', { from: '2026-11-20' }));
    const stories = await readSheet(file, 'Stories');
    expect(stories[0]).toEqual(['constituency', 'mp', 'name', 'story']);
    expect(stories.length).toBeGreaterThan(10);
    expect((await readSheet(file, 'Constituencies')).length).toBeGreaterThan(10);
  });
});

describe('what holds personal data', () => {
  it.each(['viewer', 'editor'] as const)('is refused to the role %s', async role => {
    const visitor = await signIn(demo.world, role);
    for (const file of ['stories.csv', 'stories.xlsx', 'supporters.csv']) {
      const { text } = await visitor.post(`/staff/export/${file}`, { organisation: 'contact' }).expect(403);
      expect(text).not.toContain('supporter.example');
    }
    const { text } = await visitor.get('/staff/export').expect(200);
    expect(text).toContain('an admin can export them');
    expect(text).not.toContain('stories.csv');
  });

  it('leaves an entry in the audit log, without a supporter’s name', async () => {
    const auditor = await signIn(demo.world, 'admin');
    await auditor
      .post('/staff/export/supporters.csv', { organisation: 'contact', from: '2026-11-01' })
      .expect(200);
    await auditor.post('/staff/export/stories.csv', { from: '2026-11-01' }).expect(200);
    const entries = await demo.world.deps.db.read.auditEntry.findMany({
      where: { who: auditor.email },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ what, details }) => [what, details])).toEqual([
      ['supporters.export', { campaign: 'school-attendance', organisation: 'contact' }],
      ['stories.export', { campaign: 'school-attendance', from: '2026-11-01' }],
    ]);
  });

  it('is asked for without days where it holds all of them', async () => {
    const { text } = await admin.get('/staff/export?from=2026-11-01').expect(200);
    const forms = [...text.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)];
    const fields = forms
      .filter(([, action]) => action === '/staff/export/supporters.csv')
      .map(([, , form = '']) => [...form.matchAll(/type="hidden" name="(?!_csrf)(.*?)" value="(.*?)"/g)])
      .map(found => Object.fromEntries(found.map(([, name, value]) => [name, value])));
    expect(fields).toEqual(
      ['contact', 'define-fine'].map(organisation => ({ campaign: 'school-attendance', organisation })),
    );
  });

  it('is not to be had by a GET', async () => {
    await admin.get('/staff/export/stories.csv').expect(404);
    await admin.get('/staff/export/supporters.csv?organisation=contact').expect(404);
  });

  it('is announced with its size, up to a thousand', async () => {
    const { text } = await admin.get('/staff/export').expect(200);
    for (const organisation of ['contact', 'define-fine']) {
      const { length } = await exported('supporters.csv', { organisation });
      const size = length > 1_000 ? 'more than 1,000' : length;
      expect(text).toContain(`</strong>: ${size} people`);
    }
  });
});
