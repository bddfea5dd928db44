import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '..', 'deploy', 'update.sh');

/** Each program that is not git writes down what it was asked, and where `refuse` names it, fails. */
const STAND_IN = `#!/bin/sh
echo "$(basename "$0") $*" >> "$DIR/asked"
if [ "$*" = "is-enabled --quiet dear-mp-worker" ]; then exit 1; fi
if grep -qx "$(basename "$0") $*" "$DIR/refuse"; then exit 1; fi
if [ "$(basename "$0")" = sudo ]; then exec "$@"; fi
`;

let dir: string;
let origin: string;
let site: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-update-'));
  [origin, site] = [path.join(dir, 'origin'), path.join(dir, 'site')];
  mkdirSync(path.join(dir, 'bin'));
  for (const name of ['sudo', 'systemctl', 'npm']) {
    writeFileSync(path.join(dir, 'bin', name), STAND_IN, { mode: 0o755 });
  }
  mkdirSync(path.join(origin, 'deploy'), { recursive: true });
  cpSync(SCRIPT, path.join(origin, 'deploy', 'update.sh'));
  git(origin, 'init', '--quiet', '--initial-branch=main');
  commit();
  git(dir, 'clone', '--quiet', origin, site);
});
afterEach(() => rmSync(dir, { recursive: true }));

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada Example', '-c', 'user.email=ada@campaign.example', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();

function commit(): void {
  git(origin, 'add', '--all');
  git(origin, 'commit', '--quiet', '--allow-empty', '--message=A version');
}

/** Runs the update. @param refuse the programs that fail, as they are asked */
function update(...refuse: string[]) {
  writeFileSync(path.join(dir, 'asked'), '');
  writeFileSync(path.join(dir, 'refuse'), refuse.map(line => `${line}\n`).join(''));
  const env = { PATH: `${path.join(dir, 'bin')}:${process.env.PATH}`, DIR: dir };
  const { status, stdout, stderr } = spawnSync(path.join(site, 'deploy', 'update.sh'), {
    env,
    encoding: 'utf8',
  });
  const asked = readFileSync(path.join(dir, 'asked'), 'utf8').split('\n');
  return { status, stdout, stderr, asked: asked.filter(line => /^(sudo|npm)/.test(line)) };
}

const WHOLE = [
  'sudo systemctl stop dear-mp',
  'npm ci',
  'npm run build',
  'npm prune --omit=dev',
  'sudo systemctl start dear-mp',
];

describe('an update under systemd', () => {
  it('goes from the stop to the start of what is enabled, also where it changes itself, and can be run again', () => {
    // Longer before where it stands: what reads on in the file would run another line.
    const script = readFileSync(SCRIPT, 'utf8').replace('set -eu', `${'# Longer.\n'.repeat(200)}set -eu`);
    writeFileSync(path.join(origin, 'deploy', 'update.sh'), script);
    commit();
    for (const _ of [1, 2]) {
      const { status, asked, stdout } = update();
      expect(asked).toEqual(WHOLE);
      expect(status).toBe(0);
      expect(stdout).toContain('Started: ');
      expect(git(site, 'rev-parse', 'HEAD')).toBe(git(origin, 'rev-parse', 'HEAD'));
    }
  });

  it('says what to do where it breaks off, and then does all of it', () => {
    const { status, asked, stderr } = update('npm run build');
    expect(status).not.toBe(0);
    expect(asked).toEqual(WHOLE.slice(0, 3));
    expect(stderr).toContain('the site is stopped. Put right what is said above, and run this again.');
    expect(update().asked).toEqual(WHOLE);
  });

  it('stops nothing where the new version cannot be fetched', () => {
    rmSync(origin, { recursive: true });
    const { status, asked, stderr } = update();
    expect([status === 0, asked]).toEqual([false, []]);
    expect(stderr).not.toContain('the site is stopped');
  });

  it('overwrites nothing that was changed here', () => {
    appendFileSync(path.join(origin, 'deploy', 'update.sh'), '# New.\n');
    commit();
    appendFileSync(path.join(site, 'deploy', 'update.sh'), '# Changed here.\n');
    const { status, stderr } = update();
    expect(status).not.toBe(0);
    expect(stderr).toContain('run this again');
    expect(readFileSync(path.join(site, 'deploy', 'update.sh'), 'utf8')).toContain('# Changed here.');
  });
});
