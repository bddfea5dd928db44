import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsDocument } from '../scripts/settings-document.ts';
import { environment, loadConfig } from '../src/config.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const NAMES = Object.keys(environment.shape);

/** An env file as systemd, Docker and node read it: NAME=VALUE, to the end of the line. */
const valuesIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

describe('docs/settings.md', () => {
  it('says what the schema says; npm run settings-reference writes it', () => {
    expect(read('docs/settings.md')).toBe(settingsDocument());
  });

  it('has a row for every setting', () => {
    for (const name of NAMES) expect(settingsDocument()).toContain(`\n| \`${name}\` | `);
  });
});

describe('deploy/production.env.example', () => {
  const EXAMPLE = read('deploy/production.env.example');
  const values = valuesIn(EXAMPLE);

  it('starts the site once it has a secret, and only then', () => {
    expect(() => loadConfig(values)).toThrow(/:\n {2}APP_SECRET is required in production$/);
    const config = loadConfig({ ...values, APP_SECRET: 's'.repeat(64) });
    expect(config).toMatchObject({ production: true, host: '127.0.0.1', trustProxy: ['loopback'] });
  });

  it('names only settings that there are, and every line that is switched off is one that can be switched on', () => {
    const all = valuesIn(EXAMPLE.replace(/^#(?=[A-Z_]+=)/gm, ''));
    expect(Object.keys(all).length).toBeGreaterThan(Object.keys(values).length);
    for (const name of Object.keys(all)) expect(NAMES).toContain(name);
    // A key file that is not there stops a start, as it should.
    const { DKIM_KEY_FILE, DKIM_SELECTOR, ...rest } = all;
    expect([DKIM_KEY_FILE, DKIM_SELECTOR]).toEqual(['/etc/dear-mp/dkim.pem', 'mail2026']);
    const config = loadConfig({ ...rest, APP_SECRET: 's'.repeat(64) });
    expect(config.embedAncestors).toEqual(['https://campaign.example', 'https://www.campaign.example']);
    expect(config.liveLookup.members?.href).toBe('https://members-api.parliament.uk/');
  });

  it('has no quotes, which Docker would take for a part of the value', () => {
    expect(Object.values(values).join('\n')).not.toMatch(/["']/);
  });
});

describe('the environment', () => {
  it('is read by the settings alone', () => {
    const readers = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.includes('generated'))
      .flatMap(file => [...read(`src/${file}`).matchAll(/.*process\.env.*/g)].map(([line]) => line.trim()));
    expect(readers.length).toBeGreaterThan(0);
    for (const line of readers) expect(line).toContain('loadConfig(process.env)');
  });
});
