import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = path.join(import.meta.dirname, '..', 'src');

/** Which rooms a room may import from. The plumbing comes first, and knows no feature. */
const ARROWS: Record<string, string[]> = {
  clock: [],
  config: ['mail'],
  db: [],
  mail: ['languages'],
  languages: ['clock'],
  web: ['clock', 'languages'],
  secrets: [],
  runs: ['clock', 'db'],
  tokens: ['clock', 'db'],
  backups: ['clock', 'config', 'db'],
  abuse: ['clock', 'db', 'mail', 'web'],
  mps: ['abuse', 'clock', 'db', 'languages', 'runs', 'web'],
  campaigns: ['clock', 'db', 'languages', 'web'],
  delivery: ['clock', 'db', 'mail'],
  letters: [
    'abuse',
    'campaigns',
    'clock',
    'db',
    'delivery',
    'languages',
    'mail',
    'mps',
    'runs',
    'tokens',
    'web',
  ],
  contacts: [
    'abuse',
    'campaigns',
    'clock',
    'db',
    'delivery',
    'letters',
    'languages',
    'mail',
    'mps',
    'tokens',
    'web',
  ],
  replies: ['campaigns', 'clock', 'db', 'delivery', 'letters', 'languages', 'mail', 'tokens', 'web'],
  retention: ['backups', 'clock', 'db', 'delivery', 'letters', 'replies', 'runs'],
  staff: [
    'abuse',
    'campaigns',
    'clock',
    'contacts',
    'db',
    'delivery',
    'languages',
    'letters',
    'mail',
    'mps',
    'secrets',
    'tokens',
    'web',
  ],
  figures: ['abuse', 'clock', 'db', 'letters', 'mps', 'secrets', 'staff', 'tokens', 'web'],
  demo: ['campaigns', 'clock', 'db', 'figures', 'languages', 'letters', 'mps'],
  sealing: ['db', 'letters', 'mail', 'secrets', 'staff'],
  bounces: ['clock', 'db', 'delivery', 'letters', 'mail', 'web'],
  pages: ['languages', 'mail', 'web'],
  watch: ['clock', 'db', 'delivery', 'figures', 'mail', 'mps', 'runs', 'web'],
};

/** Where all is put together; nothing imports these but one another. */
const WIRING = ['server', 'app', 'deps', 'starting', 'ending', 'commands'];

/** Rules without side effects: they import only one another, or types. */
const PURE = [
  'abuse/limits',
  'abuse/proof',
  'abuse/story-bands',
  'abuse/suspicion',
  'campaigns/campaign-state',
  'campaigns/campaign-words',
  'campaigns/choices',
  'campaigns/colour',
  'campaigns/image',
  'backups/stored-row',
  'bounces/bounce-report',
  'bounces/signature',
  'campaigns/letter-template',
  'campaigns/fill-template',
  'campaigns/nearest-name',
  'campaigns/template-problems',
  'campaigns/variants',
  'campaigns/variation',
  'campaigns/template-check',
  'campaigns/template-tags',
  'campaigns/missing',
  'campaigns/prompts',
  'campaigns/share',
  'campaigns/slug',
  'clock',
  'config/settings',
  'config/trust-proxy',
  'contacts/my-contact',
  'db/postgresql-schema',
  'db/sealed-queries',
  'db/sealing',
  'delivery/pace',
  'delivery/retry',
  'languages/language',
  'letters/compose-letter',
  'demo/random',
  'demo/words',
  'figures/cells',
  'figures/column-chart',
  'figures/hex-map',
  'figures/london-time',
  'figures/outcome',
  'figures/period',
  'letters/child-privacy',
  'letters/child-privacy-patterns',
  'letters/consents',
  'letters/letter',
  'letters/letter-traits',
  'letters/letter-field-guide',
  'letters/letter-form',
  'letters/leaving',
  'letters/letter-state',
  'letters/own-data',
  'letters/my-letter',
  'letters/own-words',
  'letters/retention',
  'letters/sample-letters',
  'letters/story',
  'letters/share-links',
  'letters/ways-out',
  'replies/answer',
  'mail/address',
  'mail/message',
  'mps/constituency-name',
  'mps/correction',
  'mps/data-age',
  'letters/reference',
  'mail/outcome',
  'mail/unsubscribe',
  'mail/verp',
  'mps/member',
  'mps/member-changes',
  'mps/nation',
  'mps/place',
  'mps/postcode',
  'staff/audit-csv',
  'staff/common-passwords',
  'staff/device',
  'staff/letters/letter-history',
  'staff/limits',
  'staff/mps/correction-form',
  'staff/mps/mp-words',
  'staff/navigation',
  'staff/password-rules',
  'staff/retention/retention-form',
  'staff/role',
  'staff/throttle',
  'staff/totp',
  'staff/templates/differences',
  'staff/templates/editor-form',
  'staff/templates/personas',
  'staff/templates/example',
  'web/cell-text',
  'web/form',
  'web/network',
  'web/without-input',
];

type Import = { from: string; to: string; typeOnly: boolean };

const roomOf = (file: string) => file.split('/')[0] ?? file;

/** `import … from`, `export … from`, and what is loaded only when it is needed: `await import(…)`. */
const BROUGHT =
  /^(?:import|export) (type )?(?:\w+(?:, )?)?(?:\{[^}]*\}|\* as \w+|\*)? ?from '([^']+)';|\bawait import\('([^']+)'\)/gm;

const IMPORTS: Import[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !file.includes('generated') && !file.endsWith('.d.ts'))
  .flatMap(file => {
    const from = file.replace(/\.ts$/, '');
    const source = readFileSync(path.join(SRC, file), 'utf8');
    return [...source.matchAll(BROUGHT)].map(([, type, named = '', awaited = named]) => ({
      from,
      to: awaited.startsWith('.') ? path.join(path.dirname(file), awaited).replace(/\.ts$/, '') : awaited,
      typeOnly: type !== undefined,
    }));
  });

const LOCAL = IMPORTS.filter(
  ({ to }) => !to.startsWith('node:') && (to.includes('/') || to in ARROWS),
).filter(({ to }) => roomOf(to) in ARROWS || WIRING.includes(roomOf(to)));

describe('the rooms of the house', () => {
  it('are all on the plan', () => {
    const rooms = new Set(IMPORTS.map(({ from }) => roomOf(from)));
    for (const room of rooms) expect([...Object.keys(ARROWS), ...WIRING]).toContain(room);
    expect(LOCAL.length).toBeGreaterThan(100);
  });

  it.each(Object.entries(ARROWS))('%s imports only from its own room and from %j', (room, allowed) => {
    const wrong = LOCAL.filter(({ from, to }) => {
      return roomOf(from) === room && roomOf(to) !== room && !allowed.includes(roomOf(to));
    });
    expect(wrong).toEqual([]);
    const used = LOCAL.filter(({ from }) => roomOf(from) === room).map(({ to }) => roomOf(to));
    expect(
      allowed.filter(other => !used.includes(other)),
      'what it may import, it does',
    ).toEqual([]);
  });

  it('are put together only by the files that wire', () => {
    const wrong = LOCAL.filter(
      ({ from, to }) => WIRING.includes(roomOf(to)) && !WIRING.includes(roomOf(from)),
    );
    expect(wrong).toEqual([]);
  });

  it('have no circles', () => {
    const visited = new Set<string>();
    const walk = (room: string, trail: string[]): void => {
      expect(trail, `${[...trail, room].join(' -> ')} is a circle`).not.toContain(room);
      if (visited.has(room)) return;
      for (const next of ARROWS[room] ?? []) walk(next, [...trail, room]);
      visited.add(room);
    };
    for (const room of Object.keys(ARROWS)) walk(room, []);
  });
});

describe('the drawing in docs/developing.md', () => {
  const document = readFileSync(path.join(SRC, '..', 'docs', 'developing.md'), 'utf8');
  const drawing = /```text\n(.*?)```/s.exec(document)?.[1] ?? '';
  /** From the top: what stands on a line, behind what the line is called. */
  const lines = drawing
    .trimEnd()
    .split('\n')
    .map(line => line.slice(20).split(' · '));
  const heightOf = new Map(lines.flatMap((rooms, line) => rooms.map(room => [room, lines.length - line])));

  it('has every room once, and a row for each in its table', () => {
    const rooms = [...Object.keys(ARROWS), ...WIRING].sort();
    expect(lines.flat().sort(), 'draw new rooms in').toEqual(rooms);
    const rows = [...document.matchAll(/^\| ([a-z, ]+) \| /gm)].flatMap(([, named = '']) =>
      named.split(', '),
    );
    expect(rows.filter(room => room !== 'room').sort()).toEqual(rooms);
  });

  it('has each room above all that it may import from', () => {
    for (const [room, allowed] of Object.entries(ARROWS)) {
      for (const below of allowed)
        expect(heightOf.get(room), `${room} over ${below}`).toBeGreaterThan(heightOf.get(below) ?? Infinity);
    }
  });
});

describe('the pure rules', () => {
  const PURE_PACKAGES = [
    'handlebars',
    'zod',
    'postcode-validator',
    'node:crypto',
    'node:net',
    'otpauth',
    'csv-stringify/sync',
  ];

  it.each(PURE)('%s imports only pure rules, or types', file => {
    expect(existsSync(path.join(SRC, `${file}.ts`)), 'there is such a file').toBe(true);
    const wrong = IMPORTS.filter(({ from, to, typeOnly }) => {
      return from === file && !typeOnly && !PURE.includes(to) && !PURE_PACKAGES.includes(to);
    });
    expect(wrong).toEqual([]);
  });
});
