import { execFileSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Where a file of src stands once it is built: what runs in a process of its own runs as operators run it. */
export const built = (file: string): string => path.join(ROOT, 'dist', file.replace(/\.ts$/, '.js'));

/** Before any test: builds what is not built yet, or older than its source. */
export default function build(): void {
  execFileSync(process.execPath, [path.join('scripts', 'ensure-built.mjs')], { cwd: ROOT, stdio: 'inherit' });
}
