// npm run licences: writes docs/licences.md, the licence of every package that package-lock.json names; with --check it
// compares. Fails where a licence is not one of ACCEPTED, or where the document is not what it would write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What may stand beside our own MIT, by its SPDX name, and why. */
const ACCEPTED: Record<string, string> = {
  MIT: 'our own',
  ...same(['ISC', 'BSD-2-Clause'], 'asks for what MIT asks: that its notice stays'),
  'BSD-3-Clause': "the same, and that its authors' names are not used to praise what is made with it",
  ...same(['0BSD', 'MIT-0', 'CC0-1.0', 'Unlicense'], 'asks for nothing'),
  ...same(['BlueOak-1.0.0', 'Python-2.0'], 'asks that its text or notice goes along'),
  'Apache-2.0': 'asks that its text and notices go along, and gives rights in patents',
  'MPL-2.0': 'binds its own files alone, whose source must be open to whoever gets them; we change none',
  'CC-BY-4.0': 'for data: asks that the source is named',
};

/** Packages taken for development alone though their licence is not one of ACCEPTED; the licence must be this one. */
const EXCEPTIONS: Record<string, { licence: string; why: string }> = {
  elkjs: {
    licence: 'EPL-2.0',
    why: "draws diagrams in Prisma Studio, which comes with Prisma's command. We neither start, change nor pass it on, and only who passes it on has duties",
  },
};

type LockEntry = {
  name?: string;
  version?: string;
  license?: unknown;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};
/** The part of package-lock.json (version 3) that is read: entries by path, the project itself under ''. */
export type Lock = { packages: Record<string, LockEntry> };
type Package = { name: string; version: string; licence: string; atRunTime: boolean };

/**
 * Every package of a lock file, once for each version, by name.
 * @param installed package.json of the package at that path; undefined: not installed, as packages for other platforms
 * @throws Error where a lock file and the installed package name different licences
 */
export function packagesOf(lock: Lock, installed: (at: string) => unknown): Package[] {
  const running = runTimePaths(lock);
  const packages = new Map<string, Package>();
  for (const [at, entry] of Object.entries(lock.packages)) {
    if (at === '') continue;
    const name = entry.name ?? at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const version = entry.version ?? 'no version';
    const key = `${name} ${version}`;
    const [locked, own] = [statedIn(entry), statedIn(installed(at))];
    if (locked && own && locked !== own)
      throw new Error(`${key}: package-lock.json says ${locked}, the package itself ${own}`);
    const atRunTime = running.has(at) || packages.get(key)?.atRunTime === true;
    packages.set(key, { name, version, licence: locked ?? own ?? 'none named', atRunTime });
  }
  return [...packages.values()].sort((a, b) => byCode(a.name, b.name) || byCode(a.version, b.version));
}

/** Those whose licence is not accepted. */
export const refused = (packages: readonly Package[]): Package[] =>
  packages.filter(each => !accepts(each.licence) && !isException(each));

/** docs/licences.md: the same on every platform. */
export function licencesDocument(packages: readonly Package[]): string {
  return [
    '# Licences',
    '',
    '<!-- Made by `npm run licences` from package-lock.json and scripts/licences.ts: change those. -->',
    '',
    'The software itself is under the [MIT licence](../LICENSE). It stands on the packages below, those for other',
    'platforms included; [dependencies.md](dependencies.md) says why the ones that we chose are there. The data that a site',
    'shows have licences of their own, which it names at `/data-sources`. The tables repeat what packages say of themselves,',
    'and not what they carry inside, as better-sqlite3 does SQLite.',
    '',
    'A package may come in if its licence lets everybody use, change and pass on the whole as MIT does:',
    '',
    '| licence | why it may stand beside MIT |',
    '| --- | --- |',
    ...Object.entries(ACCEPTED).map(([licence, why]) => `| ${licence} | ${why} |`),
    '',
    'Where a package leaves the choice (`A OR B`), one accepted licence is enough, and that is the one we take. Where two',
    'hold at once (`A AND B`), both must be. Any other licence stops `npm run check`, except these, for development alone:',
    '',
    '| package | licence | why |',
    '| --- | --- | --- |',
    ...Object.entries(EXCEPTIONS).map(([name, { licence, why }]) => `| ${name} | ${licence} | ${why}. |`),
    '',
    '## At run time',
    '',
    'What a site runs on, and what the image carries.',
    '',
    ...table(packages.filter(each => each.atRunTime)),
    '',
    '## For development',
    '',
    'For building and testing; none of it is in the image.',
    '',
    ...table(packages.filter(each => !each.atRunTime)),
    '',
  ].join('\n');
}

/** What `dependencies` bring in. npm's own marks are of no use: an optional peer, as Prisma's command, has the same. */
function runTimePaths({ packages }: Lock): Set<string> {
  const reached = new Set<string>();
  const visit = (from: string, names: string[]): void => {
    for (const at of names.map(name => resolve(packages, from, name))) {
      if (at === undefined || reached.has(at)) continue;
      reached.add(at);
      visit(at, neededBy(packages[at] ?? {}));
    }
  };
  visit('', Object.keys(packages['']?.dependencies ?? {}));
  return reached;
}

const neededBy = (entry: LockEntry): string[] => [
  ...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }),
  ...Object.keys(entry.peerDependencies ?? {}).filter(name => !entry.peerDependenciesMeta?.[name]?.optional),
];

/** As Node looks a package up: in its own node_modules, then in those above. */
function resolve(packages: Lock['packages'], from: string, name: string): string | undefined {
  const at = path.posix.join(from, 'node_modules', name);
  if (at in packages) return at;
  if (from === '') return undefined;
  return resolve(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** `license`, or the `licenses` of old packages, of which one may choose. */
function statedIn(stated: unknown): string | undefined {
  if (typeof stated !== 'object' || stated === null) return undefined;
  const { license, licenses } = stated as { license?: unknown; licenses?: unknown };
  const names = (Array.isArray(licenses) ? licenses : [license]).map(each => each?.type ?? each);
  return names.every(name => typeof name === 'string') ? names.join(' OR ') || undefined : undefined;
}

/** Reads an SPDX expression from its innermost brackets outwards; what it cannot read is not accepted. */
function accepts(licence: string): boolean {
  const flat = licence.replace(/\(([^()]*)\)/, (_, inner) => (accepts(inner) ? 'MIT' : 'refused'));
  if (flat !== licence) return accepts(flat);
  return licence
    .split(/ or /i)
    .some(choice => choice.split(/ and /i).every(id => Object.hasOwn(ACCEPTED, id.trim())));
}

const isException = ({ name, licence, atRunTime }: Package): boolean =>
  !atRunTime && Object.hasOwn(EXCEPTIONS, name) && EXCEPTIONS[name]?.licence === licence;

function table(packages: readonly Package[]): string[] {
  const licences = [...new Set(packages.map(({ licence }) => licence))].sort(byCode);
  return [
    '| licence | how many | packages |',
    '| --- | --- | --- |',
    ...licences.map(licence => {
      const under = packages.filter(each => each.licence === licence);
      return `| ${licence} | ${under.length} | ${under.map(({ name, version }) => `${name} ${version}`).join(', ')} |`;
    }),
  ];
}

function same(licences: string[], why: string): Record<string, string> {
  return Object.fromEntries(licences.map(licence => [licence, why]));
}

/** By character code: an order that no machine's language changes. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The packages of the project in a folder. */
export function packagesIn(root: string): Package[] {
  const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  return packagesOf(read('package-lock.json'), at =>
    existsSync(path.join(root, at, 'package.json')) ? read(`${at}/package.json`) : undefined,
  );
}

if (process.argv[1] === import.meta.filename) {
  const packages = packagesIn(process.cwd());
  const document = path.join('docs', 'licences.md');
  const text = licencesDocument(packages);
  const complaints = refused(packages).map(
    ({ name, version, licence, atRunTime }) =>
      `${name} ${version} (${atRunTime ? 'run time' : 'development'}): the licence ${licence} is not an accepted one (scripts/licences.ts)`,
  );
  if (process.argv.includes('--check')) {
    if (!existsSync(document) || readFileSync(document, 'utf8') !== text)
      complaints.push(`${document} is not up to date: npm run licences writes it`);
  } else if (complaints.length === 0) writeFileSync(document, text);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length === 0) console.log(`licences: ${packages.length} packages, all accepted`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}
