import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { RegisterEntry } from './member-changes.ts';

const row = z.object({
  constituency_code: z.string().regex(/^[ENSW]\d{8}$/, 'constituency_code must look like E14001063'),
  member_id: z.string().regex(/^\d*$/, 'member_id must be a number, or empty for a vacant seat'),
  full_title: z.string().trim(),
  party: z.string().trim(),
  email: z.union([z.literal(''), z.email('email must be one address, or empty')]),
});

/**
 * Reads `constituency_code,member_id,full_title,party,email`; a row without a member is a vacant seat.
 *
 * @throws Error that names the line
 */
export function readMembersFile(file: string): RegisterEntry[] {
  const rows: unknown[] = parse(readFileSync(file), { columns: true, bom: true, trim: true });
  return rows.map((given, i) => {
    const read = row.safeParse(given);
    const named = read.data?.member_id === '' || (read.data?.full_title && read.data.party);
    if (!read.success || !named) {
      const why = read.error?.issues[0]?.message ?? 'a member needs full_title and party';
      throw new Error(`${file}, line ${i + 2}: ${why}.`);
    }
    const { constituency_code: code, member_id: id, full_title: fullTitle, party, email } = read.data;
    return {
      constituency: { code },
      member: id ? { id: Number(id), fullTitle, addressAs: undefined, party, email: email || null } : null,
    };
  });
}
