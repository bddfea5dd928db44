// The databases of tests need outlive no power cut: thousands of commits wait for no disk. What the waiting is worth
// is shown by tests/db/write-ahead-log.test.ts.
import { open } from 'node:fs/promises';

const handle = await open(import.meta.filename);
Object.assign(Object.getPrototypeOf(handle), { datasync: async () => undefined });
await handle.close();
