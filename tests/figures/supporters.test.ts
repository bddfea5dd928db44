import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LetterModel } from '../../src/db/generated/models.ts';
import { supportersOf } from '../../src/figures/supporters.ts';
import { newReference } from '../../src/letters/reference.ts';
import { onPostgresql } from '../support/databases.ts';
import { openDemoWorld } from '../support/demo.ts';
import { plansOf } from '../support/query-plans.ts';
import { type Row, rowsOf } from '../support/spreadsheets.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let admin: StaffVisitor;
beforeAll(async () => {
  demo = await openDemoWorld(5_000);
  admin = await signIn(demo.world, 'admin');
}, 60_000);
afterAll(() => demo.close());

/** The rows of an organisation's file, as an admin gets it. */
const supporters = async (organisation: string) =>
  rowsOf((await admin.post('/staff/export/supporters.csv', { organisation }).expect(200)).text);

/** A further letter of whoever wrote that one. */
const another = (letter: LetterModel, id: string) => ({
  ...letter,
  ...{ id, reference: newReference(), draftKeyHash: `demo-${id}` },
  ...{ asks: [], experiences: [], updates: [], signs: [] },
});

describe('the export of supporters who asked to be kept in touch', () => {
  it('holds those of one organisation whose address is confirmed, with the words and the time', async () => {
    const rows = await supporters('contact');
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
    const first = await supporters('define-fine');
    const person = first.find(row => row.name !== '');
    await demo.world.deps.db.write(async tx => {
      const earlier = await tx.letter.findFirstOrThrow({ where: { email: person?.email } });
      await tx.letter.create({ data: another(earlier, 'later') });
      await tx.consent.create({
        data: {
          letterId: 'later',
          kind: 'updates',
          organisation: 'define-fine',
          wording: 'Later words.',
          givenAt: new Date(),
        },
      });
    });
    const again = await supporters('define-fine');
    const mine = (rows: Row[]) => rows.filter(row => row.email === person?.email);
    expect(mine(again).map(row => row.consent_wording)).toEqual(['Later words.']);
    await demo.world.deps.db.write(tx =>
      tx.consent.updateMany({ where: { letterId: 'later' }, data: { withdrawnAt: new Date() } }),
    );
    expect(mine(await supporters('define-fine'))).toEqual([]);
  });

  it('goes by the latest word: an earlier yes that is taken back takes back what came after it', async () => {
    const first = await supporters('contact');
    const person = first.find(row => row.name !== '');
    const later = await demo.world.deps.db.write(async tx => {
      const earlier = await tx.letter.findFirstOrThrow({ where: { email: person?.email } });
      const given = await tx.consent.findFirstOrThrow({
        where: { letterId: earlier.id, organisation: 'contact' },
      });
      await tx.letter.create({ data: another(earlier, 'second') });
      const { id, ...same } = given;
      const yes = { ...same, letterId: 'second', givenAt: new Date(given.givenAt.getTime() + 1) };
      await tx.consent.create({ data: yes });
      const withdrawnAt = new Date(given.givenAt.getTime() + 2);
      await tx.consent.update({ where: { id }, data: { withdrawnAt } });
      return yes;
    });
    const held = async () => (await supporters('contact')).filter(row => row.email === person?.email);
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
      (await supporters('contact')).filter(row => row.email === email).map(row => row.consent_wording);
    await leave('one', 0);
    await leave('two', 1);
    expect(await held()).toEqual(['two']);
    await takeBack({ contactId: 'one' }, 2);
    expect(await held()).toEqual([]);
    await leave('three', 3);
    expect(await held()).toEqual(['three']);
    await db.write(async tx => {
      const other = await tx.letter.findFirstOrThrow({ where: { confirmedAt: { not: null } } });
      const mine = { personKey: 'hers', email, consents: { create: yes('hers', 4) } };
      await tx.letter.create({ data: { ...another(other, 'hers'), ...mine } });
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
