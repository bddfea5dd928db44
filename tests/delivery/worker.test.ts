import { expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import type { OnLeaving } from '../../src/delivery/outbox.ts';
import { startWorker } from '../../src/delivery/worker.ts';
import { deliver } from '../support/deliver.ts';
import { confirmLetter, MP } from '../support/surge.ts';
import { confirmPath, openWorld, submitLetter, writeLetter } from '../support/world.ts';

it('a mail that cannot be checked before it leaves is not sent, delays no other, and comes back', async () => {
  const world = await openWorld();
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await world.deliver();
  await visitor.post(confirmPath(world), {}).expect(303);
  const mp = 'claire.young.mp@parliament.uk';

  await deliver({
    ...world.deps,
    onLeaving: async ({ kind }) => {
      if (kind === 'letter') throw new Error('the database is busy');
      return 'as-it-was';
    },
  });
  expect(world.mail.to(mp)).toEqual([]);
  expect(world.mail.to('ada@supporter.example').at(-1)?.subject).toBe('Your letter to Claire Young MP');
  expect(world.log.filter(({ level }) => level >= 50)).toMatchObject([{ msg: 'mail not checked' }]);

  world.pass(6 * MINUTE);
  await world.deliver();
  expect(world.mail.to(mp)).toHaveLength(1);
  await world.close({ expectErrors: true });
});

it('a mail is sent by one worker, also where two look for it at the same moment', async () => {
  const world = await openWorld();
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await Promise.all([deliver(world.deps), deliver(world.deps), deliver(world.deps)]);
  expect(world.mail.to('ada@supporter.example')).toHaveLength(1);
  await world.close();
});

it('a letter that was claimed as the database went away leaves once it is back, and is in no doubt', async () => {
  const world = await openWorld();
  await confirmLetter(world);
  const { db } = world.deps;
  const failures = () => world.log.filter(({ msg }) => msg === 'outbox').length;
  let away = false;
  const goAway: OnLeaving = async (...given) => {
    if (failures() > 0) return world.deps.onLeaving(...given);
    away = true;
    throw new Error('the database is away');
  };
  const worker = startWorker(
    {
      ...world.deps,
      db: {
        ...db,
        write: work => (away ? Promise.reject(new Error('the database is away')) : db.write(work)),
      },
      onLeaving: goAway,
    },
    { pause: 10, renewEvery: 60_000, grace: 5_000 },
  );
  await expect.poll(failures).toBeGreaterThan(1);
  away = false;
  await expect.poll(() => world.mail.to(MP).length).toBe(1);
  await worker.stop();
  const mail = await db.read.outboxMail.findFirstOrThrow({ where: { kind: 'letter' } });
  expect(mail).toMatchObject({ state: 'sent', attempts: 1, uncertainAt: null });
  await world.close({ expectErrors: true });
});
