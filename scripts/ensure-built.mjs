// Commands run from dist: builds it where nobody has, or where the source is newer.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const BUILT = 'dist/server.js';
const newest = dir => {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  return Math.max(...files.map(file => statSync(`${dir}/${file}`).mtimeMs));
};

if (!existsSync(BUILT) || newest('src') > statSync(BUILT).mtimeMs) {
  // Standard output belongs to the command's own result.
  process.exitCode = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 2, 2] }).status ?? 1;
}
