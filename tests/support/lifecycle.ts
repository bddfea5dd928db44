import { hourlyWork } from '../../src/retention/hourly.ts';
import { confirmPath, LETTER, submitLetter, type World, writeLetter } from './world.ts';

export const ADA = 'ada@supporter.example';

/** A letter that waits for its confirmation, whose mail has left. */
export async function submitted(world: World, letter = LETTER, postcode = 'BS37 5AA') {
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, postcode, letter));
  await world.deliver();
  return visitor;
}

/** A letter that the MP's mail server has taken, or that its writer has to post. */
export async function accepted(world: World, letter = LETTER, postcode = 'BS37 5AA') {
  const visitor = await submitted(world, letter, postcode);
  await visitor.post(confirmPath(world, String(letter.email)), {}).expect(303);
  await world.deliver();
  return visitor;
}

/** Lets time pass, does what it brings, and lets the mail leave. @param milliseconds how long */
export async function later(world: World, milliseconds: number): Promise<void> {
  world.pass(milliseconds);
  await hourlyWork(world.deps);
  await world.deliver();
}

/** The letter that was handed over last: where the clock stands still, its mail alone tells. */
export async function newestLetter({ deps }: World) {
  const { read } = deps.db;
  const where = { kind: 'confirmation' };
  const { aboutId } = await read.outboxMail.findFirstOrThrow({ where, orderBy: { id: 'desc' } });
  return read.letter.findUniqueOrThrow({ where: { id: aboutId } });
}

/** The one letter there is. */
export async function onlyLetter(world: World) {
  const [letter, ...others] = await world.deps.db.read.letter.findMany({ include: { consents: true } });
  if (!letter || others.length > 0) throw new Error('there is not one letter');
  return letter;
}

/** The mails to that address whose subject fits, oldest first. */
export const mailsTo = (world: World, subject: RegExp, address = ADA) =>
  world.mail.to(address).filter(mail => subject.test(mail.subject ?? ''));

/** The path of the first link to that page in the newest mail to that address. */
export function pathIn(world: World, page: string, address = ADA): string {
  const found = world.mail
    .to(address)
    .flatMap(({ text }) => new RegExp(`/${page}/[\\w-]+(?:\\?\\S+)?`).exec(text ?? '')?.[0] ?? []);
  const newest = found.at(-1);
  if (!newest) throw new Error(`no mail with a link to ${page}`);
  return newest;
}
