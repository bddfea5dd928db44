import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ SMTP_URL: '', NODE_ENV: 'development' });
});
afterAll(() => world.close());

describe('in development without a mail server', () => {
  it('all mail is caught and shown at /dev/mail, with links that work', async () => {
    const visitor = world.visitor();
    expect((await visitor.get('/dev/mail').expect(200)).text).toContain('No mail yet');
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
    await world.deliver();
    const list = await visitor.get('/dev/mail').expect(200);
    const mail = /href="(\/dev\/mail\/[^"]+)"/.exec(list.text)?.[1] ?? '';
    const page = await visitor.get(mail).expect(200);
    expect(page.text).toContain('Ada Example');
    const link = /href="http:\/\/localhost:3000(\/confirm\/[^"]+)"/.exec(page.text)?.[1] ?? '';
    await visitor.post(link, {}).expect(303).expect('Location', '/school-attendance/thanks');
    await world.deliver();
    const after = await visitor.get('/dev/mail').expect(200);
    expect(after.text).toContain('From your constituent Ada Example');
    expect(after.text).toContain('claire.young.mp@parliament.uk');
    expect(world.mail.received, 'nothing leaves').toEqual([]);
  });

  it.each(['nothing.eml', '..%2ftest.db', '%00'])('there is no mail named %s', async name => {
    await world.visitor().get(`/dev/mail/${name}`).expect(404);
  });
});

describe('with a mail server', () => {
  it('there is no /dev/mail', async () => {
    const other = await openWorld({ NODE_ENV: 'development' });
    await other.visitor().get('/dev/mail').expect(404);
    await other.close();
  });

  it('production refuses to start without one', async () => {
    await expect(openWorld({ NODE_ENV: 'production', SMTP_URL: '' })).rejects.toThrow(
      'SMTP_URL is required in production',
    );
  });
});
