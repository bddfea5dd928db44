// Commands run from dist: builds it where nobody has built yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('dist/server.js')) {
  // Standard output belongs to the command's own result.
  process.exitCode = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 2, 2] }).status ?? 1;
}
