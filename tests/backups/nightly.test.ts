import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'deploy', 'backup.sh');

/** What stands in for the copy and for its sealing: each writes a line where the real one writes a file. */
const STAND_INS = {
  node: '#!/bin/sh\necho copy > "$3"\n',
  age: '#!/bin/sh\n[ "$4" = --output ] && sed s/^/sealed\\ / "$6" > "$5"\n',
};

let dir: string;
let nightly: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-nightly-'));
  nightly = path.join(dir, 'nightly');
  mkdirSync(path.join(dir, 'bin'));
  for (const [name, script] of Object.entries(STAND_INS)) {
    writeFileSync(path.join(dir, 'bin', name), script, { mode: 0o755 });
  }
});
afterEach(() => rmSync(dir, { recursive: true }));

it('a night leaves sealed copies alone, whatever one that was killed left behind', () => {
  mkdirSync(nightly);
  const left = ['db', 'db.part', 'db.unfinished-4711', 'db.unfinished-4711-journal'];
  for (const end of left) writeFileSync(path.join(nightly, `2026-11-23.${end}`), 'left behind');
  writeFileSync(path.join(nightly, '2026-11-22.db.age'), 'sealed before');
  execFileSync(SCRIPT, [nightly], { env: { PATH: `${path.join(dir, 'bin')}:${process.env.PATH}` } });
  const [before, tonight = '', ...others] = readdirSync(nightly).sort();
  expect(others).toEqual([]);
  expect(before).toBe('2026-11-22.db.age');
  expect(tonight).toMatch(/^\d{4}-\d\d-\d\d\.db\.age$/);
  expect(readFileSync(path.join(nightly, tonight), 'utf8')).toBe('sealed copy\n');
});
