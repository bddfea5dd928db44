import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicCount } from '../../src/figures/cells.ts';
import { correctMember } from '../../src/mps/correction-store.ts';
import { openDemoWorld } from '../support/demo.ts';
import { bytesOf, rowsOf } from '../support/spreadsheets.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let viewer: StaffVisitor;
beforeAll(async () => {
  demo = await openDemoWorld(5_000);
  viewer = await signIn(demo.world, 'viewer');
}, 60_000);
afterAll(() => demo.close());

describe('the export of counts', () => {
  it('is a CSV that Excel takes for UTF-8, with every constituency’s count', async () => {
    const { text, headers } = await viewer.get('/staff/export/counts.csv?by=constituency').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename=dear-mp-counts-by-constituency.csv');
    expect(headers['cache-control']).toBe('no-store');
    expect(text.startsWith('\ufeffcampaign,by,code,name,signups,by_email,own_means\r\n')).toBe(true);
    const rows = rowsOf(text);
    const truth = demo.all<{ name: string; n: number }>(`SELECT name, (SELECT COUNT(*) FROM Letter
      WHERE constituencyCode = code AND confirmedAt IS NOT NULL) AS n FROM Constituency ORDER BY code`);
    expect(Object.fromEntries(rows.map(row => [row.name, Number(row.signups)]))).toEqual(
      Object.fromEntries(truth.filter(({ n }) => n > 0).map(({ name, n }) => [name, n])),
    );
    expect(rows.find(row => row.name?.startsWith('Ynys'))?.name).toBe('Ynys Môn');
  });

  it('says the same as an Excel file with numbers and dates', async () => {
    const csv = rowsOf((await viewer.get('/staff/export/counts.csv?by=day')).text);
    const file = await bytesOf(viewer.get('/staff/export/counts.xlsx?by=day'));
    const [heading, ...rows] = await readSheet(file);
    expect(heading).toEqual(['campaign', 'by', 'code', 'name', 'signups', 'by_email', 'own_means']);
    expect(rows[0]?.[2]).toBeInstanceOf(Date);
    expect(rows.map(row => new Date(String(row[2])).toISOString().slice(0, 10))).toEqual(
      csv.map(row => row.code),
    );
    expect(rows.map(row => row[4])).toEqual(csv.map(row => Number(row.signups)));
  });

  it('has its heading frozen', async () => {
    const file = await bytesOf(viewer.get('/staff/export/counts.xlsx?by=nation'));
    const files = unzipSync(new Uint8Array(file));
    const sheet = files['xl/worksheets/sheet1.xml'];
    expect(sheet && strFromU8(sheet)).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
  });

  it('shows no small number to the public', async () => {
    const url = '/staff/export/counts.csv?by=constituency&public=yes';
    const rows = rowsOf((await viewer.get(url)).text);
    const open = rowsOf((await viewer.get('/staff/export/counts.csv?by=constituency')).text);
    expect(Object.keys(rows[0] ?? {})).toEqual(['campaign', 'by', 'code', 'name', 'signups']);
    expect(rows.map(row => row.signups)).toEqual(open.map(row => String(publicCount(Number(row.signups)))));
    expect(rows.filter(row => row.signups === 'fewer than 5').length).toBeGreaterThan(50);
    expect(rows.some(row => Number(row.signups) < 5)).toBe(false);
  });

  it.each(['by=name', 'by=__proto__', 'from=2026-02-30', 'to=9999-12-31', 'from=2026-11-24&to=2026-11-01'])(
    'refuses %s with a page that says what to do',
    async query => {
      const { text } = await viewer.get(`/staff/export/counts.csv?${query}`).expect(400);
      expect(text).toContain('We could not tell which file you want');
    },
  );

  it('knows no other campaign than ours', async () => {
    await viewer.get('/staff/export/counts.csv?campaign=other').expect(404);
  });
});

describe('the briefing for MPs', () => {
  it('says of each constituency how many wrote, what they lived through and how many stories may be used', async () => {
    const rows = rowsOf((await viewer.get('/staff/export/briefing.csv').expect(200)).text);
    const some = rows.find(row => row.constituency === 'Islington South and Finsbury');
    const letters = demo.all<{ experiences: string; story: string; id: string }>(
      'SELECT id, experiences, story FROM Letter WHERE confirmedAt IS NOT NULL AND constituencyCode = ?',
      some?.constituency_code,
    );
    const consents = new Set(
      demo
        .all<{ letterId: string }>("SELECT letterId FROM Consent WHERE kind = 'share_story'")
        .map(c => c.letterId),
    );
    expect(Number(some?.letters)).toBe(letters.length);
    expect(Number(some?.experience_part_time)).toBe(
      letters.filter(({ experiences }) => JSON.parse(experiences).includes('part-time')).length,
    );
    expect(Number(some?.stories_shared)).toBe(
      letters.filter(({ id, story }) => story && consents.has(id)).length,
    );
    expect(Object.keys(some ?? {})).not.toContain('story');
  });

  it('names each MP as letters do, with what staff put right, in order of constituency', async () => {
    const { db, clock } = demo.world.deps;
    const written = await db.read.letter.findMany({
      where: { confirmedAt: { not: null } },
      select: { constituencyCode: true },
    });
    const codes = new Set(written.map(({ constituencyCode }) => constituencyCode));
    const all = await db.read.constituency.findMany({ include: { member: true }, orderBy: { name: 'asc' } });
    const seats = all.filter(({ code }) => codes.has(code));
    const honourable = seats.find(({ member }) => member?.fullTitle.startsWith('Rt Hon '));
    const other = seats.find(({ name }) => name === 'Islington South and Finsbury');
    await db.write(tx =>
      correctMember(tx, other?.member?.id ?? 0, { fullTitle: 'Dame Ada Example' }, 'ben', clock()),
    );
    const rows = rowsOf((await viewer.get('/staff/export/briefing.csv').expect(200)).text);
    const mpOf = (code?: string) => rows.find(row => row.constituency_code === code)?.mp;
    expect(mpOf(other?.code)).toBe('Dame Ada Example MP');
    expect(mpOf(honourable?.code)).toBe(`The ${honourable?.member?.fullTitle} MP`);
    expect(rows.map(row => row.constituency)).toEqual(seats.map(({ name }) => name));
    const admin = await signIn(demo.world, 'admin');
    const stories = rowsOf((await admin.post('/staff/export/stories.csv', {}).expect(200)).text);
    const mps = stories.filter(row => row.constituency === other?.name).map(row => row.mp);
    expect(new Set(mps)).toEqual(new Set(['Dame Ada Example MP']));
  });

  it('is an Excel file as well', async () => {
    const file = await bytesOf(viewer.get('/staff/export/briefing.xlsx'));
    const rows = await readSheet(file);
    expect(rows[0]?.slice(0, 5)).toEqual(['constituency_code', 'constituency', 'mp', 'party', 'letters']);
    expect(typeof rows[1]?.[4]).toBe('number');
  });
});
