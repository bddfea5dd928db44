import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LETTER_STATES } from '../src/letters/letter-state.ts';
import { PERIODS } from '../src/letters/retention.ts';
import { standingInWords } from '../src/staff/letters/letter-history.ts';
import { NAVIGATION } from '../src/staff/navigation.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const below = (dir: string) =>
  readdirSync(path.join(ROOT, dir), { recursive: true, encoding: 'utf8' }).map(file => path.join(dir, file));

const DOCUMENTS = [...readdirSync(ROOT), ...below('docs')].filter(file => file.endsWith('.md'));

const withoutCode = (text: string) => text.replace(/^\s*```.*?^\s*```/gms, '').replace(/`[^`\n]*`/g, '');

/** Where each link of a document leads, as written. */
const linksIn = (text: string) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The anchors of a document's headings, as GitHub makes them. */
const anchorsIn = (text: string) =>
  [...text.replace(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

describe('the documents', () => {
  it.each(DOCUMENTS)('%s leads only to files and headings that there are', file => {
    const lost = linksIn(read(file))
      .filter(target => !/^[a-z]+:/.test(target))
      .filter(target => {
        const [to = '', anchor] = target.split('#');
        const found = to === '' ? file : path.join(path.dirname(file), to);
        if (!existsSync(path.join(ROOT, found))) return true;
        return anchor !== undefined && !anchorsIn(read(found)).includes(anchor);
      });
    expect(lost).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only scripts that package.json has', file => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(file).matchAll(/npm run (?:(?:-s|--silent) )?([a-z][\w:-]*)/g)].map(
      ([, name]) => name,
    );
    expect(named.filter(name => !(name && name in scripts))).toEqual([]);
  });

  it('find one another: each has a row in docs/README.md', () => {
    const rows = linksIn(read('docs/README.md')).map(target => path.join('docs', target));
    const listed = DOCUMENTS.filter(file => !file.startsWith('docs/decisions/'));
    const indexed = [...rows, 'README.md', 'docs/README.md'];
    expect(listed.filter(file => !indexed.includes(file))).toEqual([]);
  });

  it('show every picture that there is', () => {
    const shown = DOCUMENTS.flatMap(file =>
      linksIn(read(file)).map(target => path.join(path.dirname(file), target)),
    );
    expect(shown).toEqual(expect.arrayContaining(below('docs/images')));
  });

  it('fit the README on one screen', () => {
    expect(read('README.md').split('\n').length).toBeLessThan(40);
  });
});

/** All that the first part of a letter's page can say of where it stands. */
const STANDINGS = LETTER_STATES.flatMap(state =>
  (['email', 'own_means'] as const).flatMap(way =>
    [null, 'A prank', 'Please look: same story'].flatMap(holdReason =>
      [null, new Date()].map(at =>
        standingInWords({ state, way, holdReason, presumedAt: at, confirmedAt: at }),
      ),
    ),
  ),
);

describe('the guides for staff', () => {
  it('name every page of the menu and everything that a letter can be', () => {
    const guides = ['staff-guide', 'guide-for-editors', 'guide-for-admins'];
    const guide = guides.map(name => read(`docs/${name}.md`)).join('\n');
    for (const { label } of NAVIGATION)
      expect(guide.toLowerCase(), label).toMatch(new RegExp(`\\*\\*${label}|## [^\n]*${label}`, 'i'));
    for (const words of new Set(STANDINGS)) expect(guide).toContain(`| ${words}`);
  });

  it.each(['docs/guide-for-admins.md', 'docs/templates/dpia.md'])('have each usual time in %s', file => {
    for (const { title, days } of Object.values(PERIODS)) {
      expect(read(file)).toMatch(new RegExp(`^\\| ${title} \\| ${days}( days)? \\|`, 'm'));
    }
  });
});

describe('each way to run it', () => {
  it('by compose knows no secret, and does not start without one', () => {
    const named = [...read('compose.yaml').matchAll(/\$\{(\w*(?:SECRET|PASSWORD))(.*?)\}/g)];
    expect(new Set(named.map(([, name]) => name))).toEqual(new Set(['POSTGRES_PASSWORD', 'APP_SECRET']));
    for (const [whole, , without = ''] of named) expect(without, whole).toMatch(/^:\?/);
  });

  const WAYS = [
    'package.json',
    'Dockerfile',
    'compose.yaml',
    'deploy/dear-mp.service',
    'deploy/dear-mp-worker.service',
  ];

  it.each(WAYS)('%s bounds the memory of Node alike', file => {
    const begins = read(file)
      .replace(/",\s*"/g, ' ')
      .match(/node [^"\n]*dist\/(server|commands\/worker)\.js/g);
    expect(begins).not.toBeNull();
    expect(begins?.filter(command => !command.startsWith('node --max-old-space-size=512 '))).toEqual([]);
  });
});
