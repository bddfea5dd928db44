import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Lock, licencesDocument, packagesIn, packagesOf, refused } from '../scripts/licences.ts';

const ROOT = path.join(import.meta.dirname, '..');
const SCRIPT = path.join(ROOT, 'scripts', 'licences.ts');

/** A project that runs on `letterhead`, which brings `ink`, and is tested with `proof`. */
const lockWith = (licences: { letterhead?: string; ink?: string; proof?: string }): Lock => ({
  packages: {
    '': { dependencies: { letterhead: '1.0.0' } },
    'node_modules/letterhead': {
      version: '1.0.0',
      license: licences.letterhead ?? 'MIT',
      dependencies: { ink: '^2.0.0' },
      peerDependencies: { proof: '*' },
      peerDependenciesMeta: { proof: { optional: true } },
    },
    'node_modules/letterhead/node_modules/ink': { version: '2.0.0', license: licences.ink ?? 'ISC' },
    'node_modules/ink': { version: '1.0.0', license: 'ISC' },
    'node_modules/proof': { version: '3.0.0', license: licences.proof ?? 'MPL-2.0' },
  },
});

const notInstalled = () => undefined;
const refusedWith = (licences: Parameters<typeof lockWith>[0]) =>
  refused(packagesOf(lockWith(licences), notInstalled)).map(({ name, version }) => `${name} ${version}`);

describe('docs/licences.md', () => {
  it('says what is locked, all of it accepted; npm run licences writes it', () => {
    const packages = packagesIn(ROOT);
    expect(refused(packages)).toEqual([]);
    expect(readFileSync(path.join(ROOT, 'docs/licences.md'), 'utf8')).toBe(licencesDocument(packages));
  });

  it('counts as run time what the site runs on, and not what Prisma can do besides', () => {
    const packages = packagesIn(ROOT);
    const isRunning = (name: string) => packages.find(each => each.name === name)?.atRunTime;
    expect(['express', 'busboy', '@node-rs/argon2-win32-x64-msvc'].map(isRunning)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['prisma', 'typescript', 'elkjs', 'vitest'].map(isRunning)).toEqual([false, false, false, false]);
  });
});

describe('the licence of a package', () => {
  it('is refused by name when it is not an accepted one, also deep down and for development', () => {
    expect(refusedWith({})).toEqual([]);
    expect(refusedWith({ ink: 'GPL-3.0-only' })).toEqual(['ink 2.0.0']);
    expect(refusedWith({ proof: 'SEE LICENSE IN TERMS.txt' })).toEqual(['proof 3.0.0']);
    expect(refusedWith({ letterhead: '' })).toEqual(['letterhead 1.0.0']);
  });

  it.each([
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT and ISC', true],
    ['(GPL-3.0-only OR (MIT AND Apache-2.0))', true],
    ['MIT AND GPL-3.0-only', false],
    ['(MIT OR ISC) AND GPL-3.0-only', false],
    ['(MIT', false],
    ['constructor', false],
  ])('%s may come in: %s', (licence, may) => {
    expect(refusedWith({ letterhead: licence }).length === 0).toBe(may);
  });

  it('is an exception for one package and for development alone', () => {
    const elkjs = { name: 'elkjs', version: '1.0.0', licence: 'EPL-2.0', atRunTime: false };
    expect(refused([elkjs])).toEqual([]);
    const others = [
      { ...elkjs, atRunTime: true },
      { ...elkjs, name: 'ink' },
      { ...elkjs, licence: 'AGPL-3.0-only' },
    ];
    expect(refused(others)).toEqual(others);
  });

  it('comes from the package itself where the lock file has none, and must agree where it has one', () => {
    const old: Lock = { packages: { 'node_modules/ink': { version: '1.0.0' } } };
    expect(packagesOf(old, () => ({ licenses: [{ type: 'MIT' }] }))[0]?.licence).toBe('MIT');
    expect(refused(packagesOf(old, notInstalled))).toHaveLength(1);
    expect(() => packagesOf(lockWith({}), () => ({ license: 'GPL-3.0-only' }))).toThrow(
      'letterhead 1.0.0: package-lock.json says MIT, the package itself GPL-3.0-only',
    );
  });

  it('stops the command when it is refused', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'licences-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lockWith({ ink: 'GPL-3.0-only' })));
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), SCRIPT, '--check'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('ink 2.0.0 (run time): the licence GPL-3.0-only is not an accepted one');
  });
});
