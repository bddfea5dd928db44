import { IN_ORDER } from '../../campaigns/campaign-store.ts';
import { type Database, ONLY_ID, type Transaction } from '../../db/database.ts';
import { pauseReason } from '../../delivery/pause.ts';
import type { Letter } from '../../letters/letter.ts';
import { readReference } from '../../letters/reference.ts';

/** Longest list on the first page. */
const MOST = 50;

const LISTED = {
  reference: true,
  state: true,
  way: true,
  holdReason: true,
  presumedAt: true,
  mpName: true,
  constituency: true,
  createdAt: true,
  confirmedAt: true,
  updatedAt: true,
  campaign: { select: { name: true } },
} as const;

/** A letter in a list: it names nobody but the MP. */
export type ListedLetter = Awaited<ReturnType<typeof findByEmail>>[number];

/** Letters written from that address, however it is spelt, or by somebody who left it to be kept in touch; newest first. */
export async function findByEmail(client: Transaction, email: string) {
  const contacts = await client.contact.findMany({
    where: { email, letterId: { not: null } },
    select: { letterId: true },
  });
  const letters = await client.letter.findMany({
    where: {
      OR: [{ email }, { id: { in: contacts.flatMap(({ letterId }) => letterId ?? []) } }],
    },
    select: LISTED,
    orderBy: { createdAt: 'desc' },
    take: MOST,
  });
  return letters as (Omit<(typeof letters)[number], 'state' | 'reference'> &
    Pick<Letter, 'state' | 'reference'>)[];
}

/** Who left that address to be kept in touch, and no letter leads there: the draft is for another one by now. */
export async function contactsAlone(client: Transaction, email: string): Promise<string[]> {
  const alone = await client.contact.findMany({ where: { email, letterId: null }, select: ONLY_ID });
  return alone.map(({ id }) => id);
}

/** The letter of that reference in a list of none or one. */
export async function findByReference(client: Transaction, reference: string): Promise<ListedLetter[]> {
  return (await client.letter.findMany({ where: { reference }, select: LISTED })) as ListedLetter[];
}

/** Letters that somebody should look at, the longest waiting first, and how many there are in all. */
export async function lettersToSee({ read }: Pick<Database, 'read'>) {
  const held = { state: 'held' };
  const flagged = { nameIsMpsName: true, state: { notIn: ['draft', 'erased'] } };
  const list = async (where: typeof held | typeof flagged) => ({
    count: await read.letter.count({ where }),
    letters: (await read.letter.findMany({
      where,
      select: LISTED,
      orderBy: { updatedAt: 'asc' },
      take: MOST,
    })) as ListedLetter[],
  });
  return { held: await list(held), flagged: await list(flagged) };
}

/** A letter with all that staff may see of it. */
export type LetterCase = NonNullable<Awaited<ReturnType<typeof findCase>>>;

/** @param typed a reference as it stands in an address; @returns null: there is no such letter */
export async function findCase({ read }: Pick<Database, 'read'>, typed: string) {
  const reference = readReference(typed);
  const row =
    reference &&
    (await read.letter.findUnique({
      where: { reference },
      include: {
        campaign: { include: { asks: IN_ORDER, experiences: IN_ORDER } },
        templateVersion: true,
        consents: { orderBy: { id: 'asc' } },
        takings: { orderBy: { at: 'asc' } },
        contact: { include: { consents: { orderBy: { id: 'asc' } } } },
      },
    }));
  if (!row) return null;
  const letter = row as Letter &
    Omit<typeof row, 'state' | 'reference' | 'asks' | 'experiences' | 'updates' | 'lookupSource'>;
  const about = [letter.id, ...(letter.contact ? [letter.contact.id] : [])];
  return {
    letter,
    pause: await pauseReason(read, letter.campaignId),
    mails: await read.outboxMail.findMany({ where: { aboutId: { in: about } }, orderBy: { id: 'asc' } }),
    entries: await read.auditEntry.findMany({
      // That somebody looked for it is in the audit log, and tells nothing of the letter.
      where: { target: letter.reference, what: { startsWith: 'letter.', not: 'letter.find' } },
      orderBy: { id: 'asc' },
    }),
  };
}
