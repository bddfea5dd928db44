import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { browserOf, type Seen, type Sendable } from '../support/crawl.ts';
import type { Asked } from '../support/loopback.ts';
import type { Person } from '../support/populated.ts';
import { named, type Route } from '../support/routes.ts';
import { bodyOf, changed, type Fields, queryOf } from './bodies.ts';
import { encoded, hostileText } from './hostile.ts';

/** A hostile request. `who`: whose browser sends it. `forged`: what it lacks, without which it may change nothing. */
export type Hostile = {
  who: string;
  takes: string;
  forged: 'another site' | 'no form token' | null;
  asked: Asked;
};

/** What there is to attack. */
export type Ground = {
  routes: readonly Route[];
  people: readonly Person[];
  pages: readonly Seen[];
  forms: readonly Sendable[];
  names: readonly string[];
};

/** Methods that change nothing, from wherever they come; Express itself answers the last. */
export const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** What may be posted from elsewhere: a signature, or a token that can only switch mail off, stands in. */
export const FROM_ELSEWHERE = ['POST /hooks/mail', 'POST /unsubscribe/:token'];

/** Requests of every kind to every route: real forms with some fields changed, and addresses made up. */
export function hostileRequests(ground: Ground): fc.Arbitrary<Hostile> {
  const { forms, pages } = ground;
  return fc.oneof(
    { weight: 6, arbitrary: evenly(forms, form => named(form.route)).chain(form => sent(ground, form)) },
    { weight: 3, arbitrary: madeUp(ground).chain(target => sent(ground, target)) },
    {
      weight: 2,
      arbitrary: evenly(pages, ({ route }) => named(route)).chain(({ person, url, route }) =>
        sent(ground, { person, route, method: 'GET', action: url, fields: [] }),
      ),
    },
  );
}

type Target = { person: Person; route: Route; method: string; action: string; fields: Fields };

/** One of them; a kind that there are hundreds of comes no more often than others. */
function evenly<T>(all: readonly T[], kindOf: (one: T) => string): fc.Arbitrary<T> {
  const kinds = Map.groupBy ? Map.groupBy(all, kindOf) : grouped(all, kindOf);
  return fc.constantFrom(...kinds.values()).chain(some => fc.constantFrom(...some));
}

function grouped<T>(all: readonly T[], kindOf: (one: T) => string): Map<string, T[]> {
  const kinds = new Map<string, T[]>();
  for (const one of all) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  return kinds;
}

/** A route as nobody linked to it: another method, or something else in the place of a parameter. */
function madeUp({ routes, people, pages }: Ground): fc.Arbitrary<Target> {
  const known = pages.flatMap(({ url }) => (url.split('?')[0] ?? '').split('/').slice(1));
  const parameter = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('school-attendance', 'copied', 'meals', ...known.filter(Boolean)),
    },
    { weight: 3, arbitrary: hostileText.map(text => encoded(text).slice(0, 3_000)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%FF', '%00', '%E0%A4%A', '%2e%2e%2f', '..', '%', '999999999999', '-1'),
    },
  );
  return fc
    .record({
      person: fc.constantFrom(...people),
      route: fc.constantFrom(...routes),
      parameters: fc.array(parameter, { minLength: 3, maxLength: 3 }),
      method: fc.oneof(
        { weight: 8, arbitrary: fc.constant(null) },
        { weight: 2, arbitrary: fc.constantFrom('HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'GET', 'POST') },
      ),
    })
    .map(({ person, route, parameters, method }) => {
      let taken = 0;
      const action = route.path.replace(/:\w+/g, () => parameters[taken++] || 'x');
      const token: Fields = person.csrf ? [['_csrf', person.csrf]] : [];
      return { person, route, method: method ?? route.method, action, fields: token };
    });
}

const SITES: (Record<string, string> | null)[] = [
  ...Array<null>(24).fill(null),
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:3000' },
  { 'Sec-Fetch-Site': 'none' },
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  {},
];
const COOKIES = [
  ...Array<null>(12).fill(null),
  'staff=__proto__',
  'draft-school-attendance=%00%FF; language=zq7',
  ';;;=;',
];
const MORE: Record<string, string>[] = [
  ...Array<Record<string, string>>(8).fill({}),
  { Host: 'evil.example' },
  { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'javascript' },
  { 'X-Original-URL': '/staff', 'X-HTTP-Method-Override': 'DELETE' },
  { Range: 'bytes=0-1,5-9', 'If-None-Match': '"zq7"', 'If-Modified-Since': 'zq7' },
  { Authorization: 'Bearer zq7' },
  { Accept: 'application/json', 'Accept-Language': '*;q=zq7', 'Accept-Encoding': 'zq7' },
  { 'User-Agent': '<zq7>'.repeat(50) },
];
/** Where a form goes without its token, or with a wrong one. */
const TOKENS = [...Array<null>(20).fill(null), '', 'zq7', 'x'.repeat(43)];

/** Sends a target's fields, more or less as they should be. */
function sent({ names }: Ground, target: Target): fc.Arbitrary<Hostile> {
  const { person, route, method, action } = target;
  const reads = SAFE.includes(method);
  const hasToken = target.fields.some(([name]) => name === '_csrf');
  return fc
    .record({
      query: queryOf(names),
      fields: changed(target.fields, names),
      site: fc.constantFrom(...SITES),
      cookie: fc.constantFrom(...COOKIES),
      more: fc.constantFrom(...MORE),
      token: fc.constantFrom(...TOKENS),
    })
    .chain(({ query, fields, site, cookie, more, token }) => {
      const replaced = fields.map(([name, value]): [string, string] => [
        name,
        name === '_csrf' && token !== null ? token : value,
      ]);
      return bodyOf(replaced).map(body => {
        const own = browserOf(person);
        const forgedToken = !reads && hasToken && token !== null;
        const forgedSite = !reads && site !== null && !FROM_ELSEWHERE.includes(named(route));
        const headers: Record<string, string> = { ...own, ...more };
        if (site) delete headers['Sec-Fetch-Site'];
        Object.assign(headers, site);
        if (cookie !== null) headers.Cookie = cookie;
        if (!reads && body.type !== null) headers['Content-Type'] = body.type;
        if (!reads && body.encoding) headers['Content-Encoding'] = body.encoding;
        const url = reads && !action.includes('?') ? action + query : action;
        return {
          who: person.name,
          takes: named(route),
          forged: forgedSite ? 'another site' : forgedToken ? 'no form token' : null,
          asked: { method, url: printable(url), headers, ...(reads ? {} : { body: body.text }) },
        };
      });
    });
}

/** What no HTTP client would put into a request line is percent-encoded. */
const printable = (url: string) => url.replace(/[^\x21-\xff]/g, encoded);

/** The names of fields and parameters, as the views and the code write them. */
export function namesOf(root: string): string[] {
  const texts = ['views', 'src'].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => /\.(hbs|ts)$/.test(file) && !file.includes('generated'))
      .map(file => readFileSync(path.join(root, folder, file), 'utf8')),
  );
  const found = texts.flatMap(text => [
    ...[...text.matchAll(/\bname="([a-z_]+)"/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/\b(?:body|query|form)\.([a-z_]+)\b/g)].map(([, name = '']) => name),
  ]);
  return [...new Set(found)].sort();
}
