import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reasonToLeaveOut } from '../scripts/slim-modules.ts';

const ROOT = path.join(import.meta.dirname, '..');
const MODULES = path.join(ROOT, 'node_modules');

/** What src loads when it runs, by the names under which it does. */
const LOADED = new Set(
  readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .flatMap(file => {
      const source = readFileSync(path.join(ROOT, 'src', file), 'utf8');
      const loads =
        /^import (?!type )[^;]*?from ["']([^"']+)["'];|import\(["']([^"']+)["']\)|^import ["']([^"']+)["'];/gms;
      return [...source.matchAll(loads)].map(found => found.slice(1).find(Boolean) ?? '');
    })
    .filter(name => !name.startsWith('.') && !name.startsWith('node:')),
);

describe('what the image leaves out', () => {
  it.each([...LOADED].sort())('is not the file by which %s is loaded', name => {
    const file = path.relative(MODULES, fileURLToPath(import.meta.resolve(name)));
    expect(reasonToLeaveOut(file), file).toBeUndefined();
  });

  it('is nothing of Prisma that the clients of both databases load', () => {
    const compilers = [...LOADED].filter(name => name.includes('query_compiler'));
    expect(
      compilers
        .map(name => name.match(/bg\.(\w+)\.wasm/)?.[1])
        .filter(Boolean)
        .sort(),
    ).toEqual(['postgresql', 'sqlite']);
  });

  it.each([
    '@prisma/client/runtime/query_compiler_fast_bg.sqlite.wasm-base64.mjs',
    '@prisma/client/runtime/query_compiler_small_bg.mysql.wasm-base64.mjs',
    'better-sqlite3/deps/sqlite3/sqlite3.c',
    'better-sqlite3/build/Release/obj.target/better_sqlite3.node',
    'docx/dist/index.umd.cjs',
    'pino/pino.d.ts',
    'zod/index.d.cts',
  ])('is %s', file => {
    expect(reasonToLeaveOut(file)).toBeTruthy();
  });

  it.each(['better-sqlite3/build/Release/better_sqlite3.node', 'lru-cache/LICENSE.md', 'docx/LICENSE'])(
    'is never %s',
    file => {
      expect(reasonToLeaveOut(file)).toBeUndefined();
    },
  );
});
