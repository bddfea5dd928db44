import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPostcodes } from '../../src/mps/build-postcodes.ts';
import { openPostcodeIndex } from '../../src/mps/postcode-index.ts';
import { starterConstituencyCodes } from '../../src/mps/starter-mps.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

export const CODES = starterConstituencyCodes(path.join(ROOT, 'prisma', 'starter', 'constituencies.json'));

/** A folder for postcode files, and what an operator does with them. `remove` it yourself. */
export function postcodeFolder() {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-postcodes-'));
  const at = (name: string) => path.join(dir, name);
  const out = at('postcodes.idx');
  return {
    dir,
    out,
    at,
    write(name: string, content: string | Buffer): string {
      mkdirSync(path.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
      return at(name);
    },
    build: (inputs: string[], more: { partial?: boolean; out?: string } = {}) =>
      buildPostcodes({
        inputs,
        out,
        codes: CODES,
        partial: true,
        now: new Date('2026-11-24T10:00:00Z'),
        ...more,
      }),
    open: () => openPostcodeIndex(out),
  };
}
