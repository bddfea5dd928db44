import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { deliveryReport, plainMail } from '../support/delivery-report.ts';
import { confirmPath, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Runs the command with a mail on its standard input. */
async function bounce(mail: string | Buffer) {
  const { child, output, ended } = run('commands/data.ts', ['bounce'], {
    DATABASE_URL: world.databaseUrl,
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(mail);
  return { code: await ended, ...output };
}

describe('npm run -s data -- bounce', () => {
  it('takes a report about a letter, and says what it was; the same again changes nothing', async () => {
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
    await world.deliver();
    await visitor.post(confirmPath(world), {}).expect(303);
    await world.deliver();
    const to = world.mail.to('claire.young.mp@parliament.uk').at(-1)?.envelope.from ?? '';
    const report = deliveryReport({ to });

    expect(await bounce(report)).toEqual({ code: 0, out: 'permanent 5.1.1 taken\n', err: '' });
    expect((await world.deps.db.read.letter.findFirstOrThrow()).state).toBe('bounced');
    world.pass(Date.now() - world.deps.clock().getTime());
    await world.deliver();
    expect(world.mail.to('ada@supporter.example').at(-1)?.subject).toContain('could not be sent');

    expect(await bounce(report)).toEqual({ code: 0, out: 'permanent 5.1.1 repeated\n', err: '' });
    expect(await world.deps.db.read.bounceReport.count()).toBe(1);
  });

  it.each([
    ['a report about no mail of ours', deliveryReport({ id: '<other@mail.example>' }), 'unknown'],
    ['an automatic answer', plainMail(['Auto-Submitted: auto-replied']), 'auto-reply'],
    [
      'news of success',
      deliveryReport({ recipients: [{ action: 'delivered', status: '2.0.0' }] }),
      'arrived',
    ],
  ])('is content with %s', async (_what, mail, words) => {
    const { code, out, err } = await bounce(mail);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(words);
  });

  it.each([
    ['nothing at all', '', 'no message'],
    ['a person’s letter', plainMail(['Subject: Hello']).replace('plain-1', 'plain-2'), 'no delivery report'],
    ['30 MB', Buffer.alloc(30 * 1024 * 1024, 'x'), 'more than 1 MB'],
  ])('fails, and says why, where it is given %s', async (_what, mail, words) => {
    const { code, out, err } = await bounce(mail);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(words);
  });
});
