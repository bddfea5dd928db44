// node scripts/slim-modules.ts: the last step of building the image, in the image's own Node, for tsx is gone by then
// (Dockerfile). Takes out of node_modules what the site never loads, and says how much that was.
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** What is left out, and why. Licences stay, whatever their name. */
const LEFT_OUT = [
  {
    files: /\.(d\.[cm]?ts|ts|tsx|map)$/,
    why: 'types, sources in TypeScript and source maps: for whoever develops',
  },
  {
    files:
      /^@prisma\/client\/runtime\/(wasm-compiler-edge\.|query_compiler_(?!small_bg\.(sqlite|postgresql)\.))/,
    why: 'query compilers for other databases and other hosts',
  },
  { files: /^@prisma\/client\/runtime\/query_compiler_.*\.js$/, why: 'the same as CommonJS' },
  {
    files: /^better-sqlite3\/(deps|src|build\/(?!Release\/better_sqlite3\.node$))/,
    why: 'the source of SQLite, and what compiling it left behind',
  },
  {
    files: /^docx\/(build|dist\/(?!index\.mjs$))/,
    why: 'builds for browsers and parts for other kinds of files',
  },
];

/** Why a file of node_modules is left out; undefined: it stays. @param file its path below node_modules, with slashes */
export const reasonToLeaveOut = (file: string): string | undefined =>
  /\/licen[cs]e/i.test(file) ? undefined : LEFT_OUT.find(({ files }) => files.test(file))?.why;

if (process.argv[1] === import.meta.filename) {
  const modules = path.join(import.meta.dirname, '..', 'node_modules');
  const saved = new Map<string, number>();
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const why = reasonToLeaveOut(path.relative(modules, file));
    if (!why) continue;
    saved.set(why, (saved.get(why) ?? 0) + statSync(file).size);
    rmSync(file);
  }
  dropEmpty(modules);
  for (const [why, bytes] of saved) console.log(`${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${why}`);
}

function dropEmpty(dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const below = path.join(dir, entry.name);
    dropEmpty(below);
    if (readdirSync(below).length === 0) rmdirSync(below);
  }
}
