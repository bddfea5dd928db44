// npm run settings-reference: writes docs/settings.md, every setting as src/config.ts reads it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { settingsDocument } from './settings-document.ts';

writeFileSync(path.join(import.meta.dirname, '..', 'docs', 'settings.md'), settingsDocument());
