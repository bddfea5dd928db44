import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  confirmPath,
  openWorld,
  previewed,
  submitLetter,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Somebody else is the MP from now on. */
const electNova = () =>
  world.deps.db.write(tx =>
    tx.member.update({
      where: { constituencyCode: 'E14001545' },
      data: { id: 999_999, fullTitle: 'Dr Nova Invented', email: 'nova@mp.example' },
    }),
  );

describe('a letter whose MP changes', () => {
  it.each([
    ['as it was made', (body: string) => body],
    ['in words of its writer’s own', (body: string) => `${body}\n\nPS: thank you.`],
  ])('is shown once more, %s, when the MP has changed while it was written', async (_how, edit) => {
    const visitor = world.visitor();
    const text = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    await electNova();
    const form = { ...text, body: edit(text.body), addressed_to: 'Claire Young MP', action: 'send' };
    const page = await visitor.post('/school-attendance/preview', form).expect(409);
    expect(page.text).toContain('Your MP has changed since you began');
    expect(page.text).toContain('name="addressed_to" value="Dr Nova Invented MP"');
    const readdressed = edit(text.body)
      .replace('Claire Young MP', 'Dr Nova Invented MP')
      .replace('Dear Claire Young', 'Dear Dr Nova Invented');
    expect(previewed(page.text).body).toBe(readdressed);
    expect(previewed((await visitor.get('/school-attendance/preview').expect(200)).text).body).toBe(
      readdressed,
    );
    await world.deliver();
    expect(world.mail.received, 'nothing was handed over').toEqual([]);
    const again = { ...previewed(page.text), addressed_to: 'Dr Nova Invented MP', action: 'send' };
    await visitor.post('/school-attendance/preview', again).expect(303).expect('Location', /sent$/);
  });

  it('keeps an edited draft addressed to whoever is the MP now', async () => {
    const visitor = world.visitor();
    const text = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    const form = { ...text, body: `${text.body}\n\nPS: thank you.`, addressed_to: 'Claire Young MP' };
    await visitor.post('/school-attendance/preview', { ...form, action: 'answers' }).expect(303);
    await electNova();
    const page = await visitor.get('/school-attendance/preview').expect(200);
    expect(page.text).toContain('Your MP has changed since you began');
    expect(previewed(page.text).body).toMatch(/^Dr Nova Invented MP\n[\s\S]*PS: thank you\.$/);
  });

  it('goes back to its writer when the MP has changed before it was confirmed', async () => {
    const first = world.visitor();
    await submitLetter(first, await writeLetter(first, 'BS37 5AA'));
    await world.deliver();
    await electNova();
    const visitor = world.visitor();
    const link = confirmPath(world);
    expect((await visitor.get(link).expect(200)).text).toContain('Your MP has changed');
    for (const _click of [1, 2]) {
      await visitor.post(link, {}).expect(303).expect('Location', '/school-attendance/preview');
    }
    await visitor.get(link).expect(303).expect('Location', '/school-attendance/preview');
    await world.visitor().post(link, {}).expect(410);
    await world.visitor().get(link).expect(410);
    const preview = await visitor.get('/school-attendance/preview').expect(200);
    expect(previewed(preview.text).body).toMatch(/^Dr Nova Invented MP\n/);
    expect(previewed(preview.text).body).toContain('\nDear Dr Nova Invented,\n');
    await world.deliver();
    expect(world.mail.to('claire.young.mp@parliament.uk')).toHaveLength(0);
  });
});
