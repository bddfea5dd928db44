import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Runs the check with an npm that answers with this. */
function auditWith(answer: string, exit = 0) {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-audit-'));
  const npm = path.join(dir, 'npm');
  writeFileSync(npm, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit ${exit}\n`);
  chmodSync(npm, 0o755);
  const env = { ...process.env, PATH: `${dir}:${process.env.PATH}` };
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/audit.ts'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  rmSync(dir, { recursive: true });
  return { status, stdout };
}

const found = (counts: Record<string, number>) => JSON.stringify({ metadata: { vulnerabilities: counts } });

describe('known vulnerabilities', () => {
  it.each<[string, string, number, number, string]>([
    ['none', found({ low: 0, moderate: 0, high: 0, critical: 0 }), 0, 0, 'known vulnerabilities: '],
    ['a moderate one', found({ moderate: 3, high: 0, critical: 0 }), 1, 0, '"moderate":3'],
    ['a high one', found({ moderate: 0, high: 1, critical: 0 }), 1, 1, '"high":1'],
    ['a critical one', found({ high: 0, critical: 1 }), 1, 1, '"critical":1'],
    [
      'a registry that refuses',
      '{"message":"405 Method Not Allowed - POST https://registry.example/-/audit"}',
      1,
      0,
      'skipped: known vulnerabilities could not be asked for (405 Method Not Allowed)',
    ],
    ['no answer', '', 1, 0, 'could not be asked for (no answer)'],
    ['a web page', '<html>', 1, 0, 'could not be asked for (no answer)'],
  ])('%s: the check says so, and ends as it must', (_what, answer, exit, status, words) => {
    const result = auditWith(answer, exit);
    expect(result.stdout).toContain(words);
    expect(result.status).toBe(status);
    expect(result.stdout).not.toContain('registry.example');
  });
});

describe('the lock file', () => {
  const lock = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
  type Locked = { version: string; resolved?: string; integrity?: string };
  const { packages } = JSON.parse(lock) as { packages: Record<string, Locked> };

  it('names each package with its checksum, and no registry but npm’s own', () => {
    for (const [place, { resolved, integrity }] of Object.entries(packages)) {
      if (place === '') continue;
      expect(integrity, place).toMatch(/^sha512-/);
      if (resolved) expect(new URL(resolved).host, place).toBe('registry.npmjs.org');
    }
  });

  it('has no version that is known to be bad, whoever asks for it', () => {
    /** The least good version, and what was wrong with those before. */
    const LEAST: Record<string, string> = {
      // CVE-2026-33937: code execution by a crafted syntax tree.
      handlebars: '4.7.10',
      // One version for sending and for reading mail: an older one would come with mailparser.
      nodemailer: '10.6.0',
    };
    for (const [name, least] of Object.entries(LEAST)) {
      const versions = Object.entries(packages)
        .filter(([place]) => place.endsWith(`node_modules/${name}`))
        .map(([, { version }]) => version);
      expect(versions).toHaveLength(1);
      expect(versions[0]?.localeCompare(least, 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
    }
  });
});
