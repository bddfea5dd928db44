import { expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { deliverBatch } from '../../src/delivery/worker.ts';
import { confirmPath, openWorld, submitLetter, writeLetter } from '../support/world.ts';

it('a mail that cannot be checked before it leaves is not sent, delays no other, and comes back', async () => {
  const world = await openWorld();
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await world.deliver();
  await visitor.post(confirmPath(world), {}).expect(303);
  const mp = 'claire.young.mp@parliament.uk';

  await deliverBatch({
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
  await Promise.all([deliverBatch(world.deps), deliverBatch(world.deps), deliverBatch(world.deps)]);
  expect(world.mail.to('ada@supporter.example')).toHaveLength(1);
  await world.close();
});
