import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkTo } from '../../src/figures/asked.ts';
import { publicCount } from '../../src/figures/cells.ts';
import { csvOf } from '../../src/figures/csv.ts';
import { sheetOf, xlsxOf } from '../../src/figures/xlsx.ts';
import { harmless } from '../../src/web/cell-text.ts';
import { openDemoWorld } from '../support/demo.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let viewer: StaffVisitor;
let admin: StaffVisitor;
beforeAll(async () => {
  demo = await openDemoWorld();
  viewer = await signIn(demo.world, 'viewer');
  admin = await signIn(demo.world, 'admin');
}, 60_000);
afterAll(() => demo.close());

type Row = Record<string, string>;
const read = (csv: string): Row[] => parse(csv, { columns: true, bom: true });
const bytes = (request: ReturnType<StaffVisitor['get']>) => request.responseType('blob').expect(200);

describe('cells that a spreadsheet would run', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+44 20', "'+44 20"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['|calc', "'|calc"],
    ['%0A', "'%0A"],
    ['\t=1', "' =1"],
    ['\r=1', "'\n=1"],
    ['\u0000=1', "' =1"],
    ['  =1', "'  =1"],
    ['\ufeff=1', "' =1"],
    ['\u200b=1', "'\u200b=1"],
    ['＝1', "'＝1"],
    ["'=1", "''=1"],
    ['My son = my world', 'My son = my world'],
    ['Zoë', 'Zoë'],
    ['a\tb', 'a b'],
    ['two\r\nlines', 'two\nlines'],
    ['\u202etxt.exe', ' txt.exe'],
    ['', ''],
  ])('%j becomes %j in a CSV', async (typed, safe) => {
    expect(harmless(typed)).toBe(safe);
    let csv = '';
    for await (const piece of csvOf([{ name: 'text', of: (row: string) => row }], [[typed]])) csv += piece;
    expect(read(csv)).toEqual([{ text: safe }]);
  });

  it('of several lines are quoted, so that no program takes them for several rows', async () => {
    let csv = '';
    for await (const piece of csvOf([{ name: 'text', of: (row: string) => row }], [['one\n\ntwo']]))
      csv += piece;
    expect(csv).toBe('text\r\n"one\n\ntwo"\r\n');
  });

  it('are plain text in an Excel file, without a mark', async () => {
    const columns = [{ name: 'text', of: (row: string) => row }];
    const file = await xlsxOf([sheetOf('Sheet', columns, ['=1+1', '@SUM(A1)', 'a\u0000b', '😀 "<&>"'])]);
    expect(await readSheet(file)).toEqual([['text'], ['=1+1'], ['@SUM(A1)'], ['a b'], ['😀 "<&>"']]);
  });
});

describe('the export of counts', () => {
  it('is a CSV that Excel takes for UTF-8, with every constituency’s count', async () => {
    const { text, headers } = await viewer.get('/staff/export/counts.csv?by=constituency').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename=dear-mp-counts-by-constituency.csv');
    expect(headers['cache-control']).toBe('no-store');
    expect(text.startsWith('\ufeffcampaign,by,code,name,signups,by_email,own_means\r\n')).toBe(true);
    const rows = read(text);
    const truth = demo.all<{ name: string; n: number }>(`SELECT name, (SELECT COUNT(*) FROM Letter
      WHERE constituencyCode = code AND confirmedAt IS NOT NULL) AS n FROM Constituency ORDER BY code`);
    expect(Object.fromEntries(rows.map(row => [row.name, Number(row.signups)]))).toEqual(
      Object.fromEntries(truth.filter(({ n }) => n > 0).map(({ name, n }) => [name, n])),
    );
    expect(rows.find(row => row.name?.startsWith('Ynys'))?.name).toBe('Ynys Môn');
  });

  it('says the same as an Excel file with numbers and dates', async () => {
    const csv = read((await viewer.get('/staff/export/counts.csv?by=day')).text);
    const { body } = await bytes(viewer.get('/staff/export/counts.xlsx?by=day'));
    const [heading, ...rows] = await readSheet(body);
    expect(heading).toEqual(['campaign', 'by', 'code', 'name', 'signups', 'by_email', 'own_means']);
    expect(rows[0]?.[2]).toBeInstanceOf(Date);
    expect(rows.map(row => new Date(String(row[2])).toISOString().slice(0, 10))).toEqual(
      csv.map(row => row.code),
    );
    expect(rows.map(row => row[4])).toEqual(csv.map(row => Number(row.signups)));
  });

  it('has its heading frozen', async () => {
    const { body } = await bytes(viewer.get('/staff/export/counts.xlsx?by=nation'));
    const files = unzipSync(new Uint8Array(body));
    const sheet = files['xl/worksheets/sheet1.xml'];
    expect(sheet && strFromU8(sheet)).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
  });

  it('shows no small number to the public', async () => {
    const url = '/staff/export/counts.csv?by=constituency&public=yes';
    const rows = read((await viewer.get(url)).text);
    const open = read((await viewer.get('/staff/export/counts.csv?by=constituency')).text);
    expect(Object.keys(rows[0] ?? {})).toEqual(['campaign', 'by', 'code', 'name', 'signups']);
    expect(rows.map(row => row.signups)).toEqual(open.map(row => String(publicCount(Number(row.signups)))));
    expect(rows.filter(row => row.signups === 'fewer than 5').length).toBeGreaterThan(50);
    expect(rows.some(row => Number(row.signups) < 5)).toBe(false);
  });

  it.each([
    [0, 0],
    [1, 'fewer than 5'],
    [4, 'fewer than 5'],
    [5, 5],
    [600, 600],
  ])('shows %i to the public as %s', (count, shown) => expect(publicCount(count)).toBe(shown));

  it.each(['by=name', 'by=__proto__', 'from=2026-02-30', 'from=2026-11-24&to=2026-11-01'])(
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
    const rows = read((await viewer.get('/staff/export/briefing.csv').expect(200)).text);
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

  it('is an Excel file as well', async () => {
    const { body } = await bytes(viewer.get('/staff/export/briefing.xlsx'));
    const rows = await readSheet(body);
    expect(rows[0]?.slice(0, 5)).toEqual(['constituency_code', 'constituency', 'mp', 'party', 'letters']);
    expect(typeof rows[1]?.[4]).toBe('number');
  });
});

describe('the export of stories', () => {
  it('holds those whose writers agreed, with the name only where they agreed to it', async () => {
    const { text } = await admin.post('/staff/export/stories.csv', {}).expect(200);
    const rows = read(text);
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
    const before = read((await admin.post('/staff/export/stories.csv', {})).text).length;
    await demo.world.deps.db.write(async tx => {
      const consents = await tx.consent.findMany({
        where: { kind: 'share_story', letter: { confirmedAt: { not: null }, story: { not: '' } } },
        take: 2,
      });
      const [taken, missing] = consents;
      await tx.consent.update({ where: { id: taken?.id }, data: { withdrawnAt: new Date() } });
      await tx.consent.delete({ where: { id: missing?.id } });
    });
    expect(read((await admin.post('/staff/export/stories.csv', {})).text)).toHaveLength(before - 2);
  });

  it('comes with the briefing in one Excel file', async () => {
    const { body } = await bytes(admin.post('/staff/export/stories.xlsx', { from: '2026-11-20' }));
    const stories = await readSheet(body, 'Stories');
    expect(stories[0]).toEqual(['constituency', 'mp', 'name', 'story']);
    expect(stories.length).toBeGreaterThan(10);
    expect((await readSheet(body, 'Constituencies')).length).toBeGreaterThan(10);
  });
});

describe('the export of supporters who asked to be kept in touch', () => {
  const url = '/staff/export/supporters.csv';

  it('holds those of one organisation whose address is confirmed, with the words and the time', async () => {
    const rows = read((await admin.post(url, { organisation: 'contact' }).expect(200)).text);
    const truth = [
      ...demo.opened<{ email: string }>(
        'Letter',
        `SELECT id, email FROM Letter l WHERE confirmedAt IS NOT NULL AND EXISTS (SELECT 1 FROM Consent
           WHERE letterId = l.id AND organisation = 'contact') AND email <> ''`,
      ),
      ...demo.opened<{ email: string }>(
        'Contact',
        `SELECT id, email FROM Contact c WHERE confirmedAt IS NOT NULL AND EXISTS (SELECT 1 FROM Consent
           WHERE contactId = c.id AND organisation = 'contact')`,
      ),
    ];
    expect(rows.map(row => row.email).sort()).toEqual(truth.map(({ email }) => email).sort());
    expect(rows.length).toBeGreaterThan(3_000);
    expect(Object.keys(rows[0] ?? {})).toEqual(['name', 'email', 'consent_wording', 'consent_given_uk_time']);
    for (const row of rows) {
      expect(row.consent_wording).toMatch(/^Contact, .* may email me/);
      expect(row.consent_given_uk_time).toMatch(/^2026-\d\d-\d\d \d\d:\d\d$/);
    }
  });

  it('leaves out whoever took it back, also where an earlier letter said yes', async () => {
    const first = read((await admin.post(url, { organisation: 'define-fine' })).text);
    const person = first.find(row => row.name !== '');
    await demo.world.deps.db.write(async tx => {
      const earlier = await tx.letter.findFirstOrThrow({ where: { email: person?.email } });
      const later = await tx.letter.create({
        data: {
          ...earlier,
          id: 'later',
          draftKeyHash: 'demo-later',
          asks: [],
          experiences: [],
          updates: [],
          signs: [],
        },
      });
      await tx.consent.create({
        data: {
          letterId: later.id,
          kind: 'updates',
          organisation: 'define-fine',
          wording: 'Later words.',
          givenAt: new Date(),
        },
      });
    });
    const again = read((await admin.post(url, { organisation: 'define-fine' })).text);
    const mine = (rows: Row[]) => rows.filter(row => row.email === person?.email);
    expect(mine(again).map(row => row.consent_wording)).toEqual(['Later words.']);
    await demo.world.deps.db.write(tx =>
      tx.consent.updateMany({ where: { letterId: 'later' }, data: { withdrawnAt: new Date() } }),
    );
    expect(mine(read((await admin.post(url, { organisation: 'define-fine' })).text))).toEqual([]);
  });

  it('knows no organisation but those of the campaign', async () => {
    await admin.post(url, { organisation: 'other' }).expect(404);
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
    await auditor.post('/staff/export/supporters.csv', { organisation: 'contact' }).expect(200);
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

  it('is not to be had by a GET', async () => {
    await admin.get('/staff/export/stories.csv').expect(404);
    await admin.get('/staff/export/supporters.csv?organisation=contact').expect(404);
  });

  it('is announced with its size', async () => {
    const { text } = await admin.get('/staff/export').expect(200);
    const people = read(
      (await admin.post('/staff/export/supporters.csv', { organisation: 'contact' })).text,
    ).length;
    expect(text).toContain(`${people.toLocaleString('en-GB')} people`);
  });
});

describe('the addresses of the letters behind a figure', () => {
  it.each([
    ['/staff/rows', {}, {}, '/staff/rows'],
    ['/staff/rows', {}, { party: 'Green Party' }, '/staff/rows?party=Green%20Party'],
    ['/staff/rows', { campaign: 'a' }, {}, '/staff/rows?campaign=a'],
    [
      '/staff/rows',
      { campaign: 'a' },
      { hour: '7', story: 'yes' },
      '/staff/rows?campaign=a&hour=7&story=yes',
    ],
    ['/staff/rows', { from: '2026-01-01' }, { from: '2026-02-01' }, '/staff/rows?from=2026-02-01'],
    ['/staff/rows', { campaign: 'a' }, { nation: 'A&B=Ö' }, '/staff/rows?campaign=a&nation=A%26B%3D%C3%96'],
  ] as const)('%s with %j and %j is %s', (path, shared, fields, expected) => {
    expect(linkTo(path, { ...shared })({ ...fields })).toBe(expected);
  });
});
