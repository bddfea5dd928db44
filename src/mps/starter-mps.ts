import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Database } from '../db/database.ts';

const starterConstituencies = z.array(
  z.object({
    code: z.string(),
    name: z.string(),
    nameCy: z.string().optional(),
    nation: z.string(),
    region: z.string(),
    at: z.tuple([z.number(), z.number()]),
    postcodes: z.number(),
    member: z
      .object({
        id: z.number(),
        fullTitle: z.string(),
        party: z.string(),
        email: z.email().optional(),
        circumstance: z.enum(['speaker', 'deputy_speaker', 'minister', 'abstains']).optional(),
      })
      .nullable(),
  }),
);

/** The ONS codes of all constituencies. */
export function starterConstituencyCodes(file: string): string[] {
  return starterConstituencies.parse(JSON.parse(readFileSync(file, 'utf8'))).map(({ code }) => code);
}

/** Loads all constituencies and their MPs into a database that has none. */
export async function loadStarterMps(db: Database, file: string): Promise<void> {
  await db.write(async tx => {
    if ((await tx.constituency.count()) > 0) return;
    const rows = starterConstituencies.parse(JSON.parse(readFileSync(file, 'utf8')));
    await tx.constituency.createMany({
      data: rows.map(({ at: [easting, northing], member: _, ...row }) => ({ ...row, easting, northing })),
    });
    await tx.member.createMany({
      data: rows.flatMap(({ code, member }) => (member ? [{ ...member, constituencyCode: code }] : [])),
    });
  });
}
