import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWhole } from '../../src/db/whole-file.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-whole-'));
  file = path.join(dir, 'kept.txt');
  writeFileSync(file, 'before');
});
afterEach(() => rmSync(dir, { recursive: true }));

const content = () => readFileSync(file, 'utf8');

describe('a file that is made whole', () => {
  it('replaces the one before at the end, and its owner alone reads it', async () => {
    await makeWhole(file, unfinished => {
      writeFileSync(unfinished, 'after');
      expect(content()).toBe('before');
    });
    expect(content()).toBe('after');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['kept.txt']);
  });

  it('is as it was where something goes wrong, and nothing lies beside it', async () => {
    const broken = makeWhole(file, unfinished => {
      writeFileSync(unfinished, 'half');
      writeFileSync(`${unfinished}-wal`, 'half');
      throw new Error('no space left');
    });
    await expect(broken).rejects.toThrow('no space left');
    expect(content()).toBe('before');
    expect(readdirSync(dir)).toEqual(['kept.txt']);
  });

  it('is made by two at once, none of whom takes the other’s part away', async () => {
    const made = (text: string, milliseconds: number) =>
      makeWhole(file, async unfinished => {
        await wait(milliseconds);
        writeFileSync(unfinished, text);
      });
    await Promise.all([made('the slower', 60), made('the quicker', 10)]);
    expect(content()).toBe('the slower');
    expect(readdirSync(dir)).toEqual(['kept.txt']);
  });
});
