import { HOUR } from '../../src/clock.ts';
import type { Fault } from './fault-server.ts';
import { type FaultWorld, openFaultWorld } from './fault-world.ts';
import type { FaultRow } from './row.ts';

/** Answers of a mail server, and how long it gives them. */
const CODES = ['421', '450', '451', '452', '500', '550', '552'];

/** What goes wrong with the mail server while letters leave, and how long. */
export const MAIL_FAULTS: Record<string, (world: FaultWorld, letters: number) => Promise<void>> = {
  'mail server down for five days': async (world, letters) => {
    // The first try is the last that finds somebody there.
    world.server.state.fault = { at: 'RCPT', say: null };
    await world.confirm(letters);
    await world.server.down();
    await world.days(5);
    world.server.state.fault = null;
    await world.server.up();
    await world.days(2);
  },
  'hangs up behind the text, having kept it': (world, letters) =>
    during(world, letters, { at: 'text', say: null, keeps: true }),
  'hangs up behind the text, having kept nothing': (world, letters) =>
    during(world, letters, { at: 'text', say: null }),
  'hangs up behind the text on both tries, having kept it': async (world, letters) => {
    world.server.state.fault = { at: 'text', say: null, keeps: true };
    await world.confirm(letters);
    await world.days(6);
  },
  'hangs up behind its 250': (world, letters) => during(world, letters, { at: 'after', say: null }),
  ...Object.fromEntries(
    CODES.flatMap(code =>
      (['RCPT', 'text'] as const).map(at => [
        `${code} to ${at === 'RCPT' ? 'the recipient' : 'the text'}`,
        (world: FaultWorld, letters: number) => during(world, letters, { at, say: `${code} as told` }),
      ]),
    ),
  ),
  'nonsense to the recipient': (world, letters) => during(world, letters, { at: 'RCPT', say: 'quack' }),
  'nonsense to the text, having kept nothing': (world, letters) =>
    during(world, letters, { at: 'text', say: 'quack' }),
  'hangs at the recipient': (world, letters) => during(world, letters, { at: 'RCPT', say: '' }),
  'hangs behind the text, having kept nothing': (world, letters) =>
    during(world, letters, { at: 'text', say: '' }),
  'refuses every other recipient': (world, letters) =>
    during(world, letters, { at: 'RCPT', say: '550 5.1.1 no such user', everyOther: true }),
  'ten times slower': async (world, letters) => {
    world.server.state.delay = 30;
    await world.confirm(letters);
    await world.days(1);
  },
  'clock set back an hour': async (world, letters) => {
    await world.confirm(letters);
    world.pass(-HOUR);
    await world.confirm(letters);
    await world.days(1);
  },
};

/** Every letter meets the fault on its first try; then the mail server is well, and six days pass. */
async function during(world: FaultWorld, letters: number, fault: Fault): Promise<void> {
  world.server.state.fault = fault;
  await world.confirm(letters);
  await world.deliver();
  world.server.state.fault = null;
  await world.days(6);
}

/** Causes one fault of the mail server. @param letters how many meet it */
export async function causeMailFault(fault: string, letters: number): Promise<FaultRow> {
  const cause = MAIL_FAULTS[fault];
  if (!cause) throw new Error(`There is no fault "${fault}"`);
  const world = await openFaultWorld();
  try {
    await cause(world, letters);
    return await world.count(fault, 1);
  } finally {
    await world.close();
  }
}
