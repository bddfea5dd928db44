import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { supportersOf } from '../../src/figures/supporters.ts';
import { newReference } from '../../src/letters/reference.ts';
import { onPostgresql } from '../support/databases.ts';
import { openDemoWorld } from '../support/demo.ts';
import { plansOf } from '../support/query-plans.ts';
import { bytesOf, type Row, rowsOf } from '../support/spreadsheets.ts';
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

describe('the export of supporters who asked to be kept in touch', () => {
  it('holds those of one organisation whose address is confirmed, with the words and the time', async () => {
    const rows = await exported('supporters.csv', { organisation: 'contact' });
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
    expect(rows.length).toBeGreaterThan(1_000);
    expect(Object.keys(rows[0] ?? {})).toEqual(['name', 'email', 'consent_wording', 'consent_given_uk_time']);
    for (const row of rows) {
      expect(row.consent_wording).toMatch(/^Contact, .* may email me/);
      expect(row.consent_given_uk_time).toMatch(/^2026-\d\d-\d\d \d\d:\d\d$/);
    }
  });

  it('leaves out whoever took it back, also where an earlier letter said yes', async () => {
    const first = await exported('supporters.csv', { organisation: 'define-fine' });
    const person = first.find(row => row.name !== '');
    await demo.world.deps.db.write(async tx => {
      const earlier = await tx.letter.findFirstOrThrow({ where: { email: person?.email } });
      const later = await tx.letter.create({
        data: {
          ...earlier,
          id: 'later',
          reference: newReference(),
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
    const again = await exported('supporters.csv', { organisation: 'define-fine' });
    const mine = (rows: Row[]) => rows.filter(row => row.email === person?.email);
    expect(mine(again).map(row => row.consent_wording)).toEqual(['Later words.']);
    await demo.world.deps.db.write(tx =>
      tx.consent.updateMany({ where: { letterId: 'later' }, data: { withdrawnAt: new Date() } }),
    );
    expect(mine(await exported('supporters.csv', { organisation: 'define-fine' }))).toEqual([]);
  });

  it('goes by the latest word: an earlier yes that is taken back takes back what came after it', async () => {
    const first = await exported('supporters.csv', { organisation: 'contact' });
    const person = first.find(row => row.name !== '');
    const later = await demo.world.deps.db.write(async tx => {
      const earlier = await tx.letter.findFirstOrThrow({ where: { email: person?.email } });
      const given = await tx.consent.findFirstOrThrow({
        where: { letterId: earlier.id, organisation: 'contact' },
      });
      const more = { id: 'second', reference: newReference(), draftKeyHash: 'demo-second' };
      const lists = { asks: [], experiences: [], updates: [], signs: [] };
      await tx.letter.create({ data: { ...earlier, ...more, ...lists } });
      const { id, ...same } = given;
      const yes = { ...same, letterId: 'second', givenAt: new Date(given.givenAt.getTime() + 1) };
      await tx.consent.create({ data: yes });
      const withdrawnAt = new Date(given.givenAt.getTime() + 2);
      await tx.consent.update({ where: { id }, data: { withdrawnAt } });
      return yes;
    });
    const held = async () =>
      (await exported('supporters.csv', { organisation: 'contact' })).filter(
        row => row.email === person?.email,
      );
    expect(await held()).toEqual([]);
    // Whoever says yes again is in the file again.
    const givenAt = new Date(later.givenAt.getTime() + 2);
    await demo.world.deps.db.write(tx => tx.consent.create({ data: { ...later, givenAt } }));
    expect(await held()).toHaveLength(1);
  });

  it('has one row for an address that was left alone, on two devices or beside a letter', async () => {
    const { db, clock } = demo.world.deps;
    const campaign = await db.read.campaign.findFirstOrThrow({ where: { slug: 'school-attendance' } });
    const email = 'twice@supporter.example';
    const at = (minutes: number) => new Date(clock().getTime() + minutes * 60_000);
    const yes = (wording: string, minutes: number) => ({
      ...{ kind: 'updates', organisation: 'contact', wording, givenAt: at(minutes) },
    });
    const leave = (id: string, minutes: number) =>
      db.write(tx =>
        tx.contact.create({
          data: {
            ...{ id, campaignId: campaign.id, reason: 'nation', nation: 'Wales', email },
            ...{ createdAt: at(minutes), confirmedAt: at(minutes) },
            consents: { create: yes(id, minutes) },
          },
        }),
      );
    const takeBack = (where: { contactId: string } | { letterId: string }, minutes: number) =>
      db.write(tx => tx.consent.updateMany({ where, data: { withdrawnAt: at(minutes) } }));
    const held = async () =>
      (await exported('supporters.csv', { organisation: 'contact' }))
        .filter(row => row.email === email)
        .map(row => row.consent_wording);
    await leave('one', 0);
    await leave('two', 1);
    expect(await held()).toEqual(['two']);
    await takeBack({ contactId: 'one' }, 2);
    expect(await held()).toEqual([]);
    await leave('three', 3);
    expect(await held()).toEqual(['three']);
    await db.write(async tx => {
      const other = await tx.letter.findFirstOrThrow({ where: { confirmedAt: { not: null } } });
      const mine = {
        id: 'hers',
        reference: newReference(),
        draftKeyHash: 'demo-hers',
        personKey: 'hers',
        email,
      };
      const lists = { asks: [], experiences: [], updates: [], signs: [] };
      await tx.letter.create({
        data: { ...other, ...mine, ...lists, consents: { create: yes('hers', 4) } },
      });
    });
    expect(await held()).toEqual(['hers']);
    await takeBack({ contactId: 'three' }, 5);
    expect(await held()).toEqual([]);
    await leave('four', 6);
    expect(await held()).toEqual(['four']);
    await takeBack({ letterId: 'hers' }, 7);
    expect(await held()).toEqual([]);
  });

  // How the database goes about it is SQLite's to say.
  it.skipIf(onPostgresql)('looks for a person’s other consents by index alone', async () => {
    await demo.world.restart();
    const { db } = demo.world.deps;
    const { id } = await db.read.campaign.findFirstOrThrow({ where: { slug: 'school-attendance' } });
    const work = async () => {
      for await (const _page of supportersOf(db, id, 'contact'));
    };
    const plans = await plansOf(demo.world, 'o USING', work);
    admin = await signIn(demo.world, 'admin');
    const ways = plans.map(plan => /\(\w+=\?\)$/.exec(plan)?.[0]);
    expect(ways).toEqual(['(personKey=?)', '(emailHash=?)', '(emailHash=?)']);
  });

  it('knows no organisation but those of the campaign', async () => {
    await admin.post('/staff/export/supporters.csv', { organisation: 'other' }).expect(404);
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
