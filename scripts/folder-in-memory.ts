import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Linux's own file system in memory. A container may have 64 MB of it. */
const IN_MEMORY = '/dev/shm';
const ENOUGH = 2e9;

/** Where databases of tests stand, which need outlive no power cut: in memory where there is room, else on the disk. */
export function folderInMemory(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize > ENOUGH ? IN_MEMORY : tmpdir();
}
