import { formsIn, linksIn, type PageForm } from './forms.ts';
import type { Answer, Loopback } from './loopback.ts';
import type { Person } from './populated.ts';
import { named, type Route, routeFor } from './routes.ts';

/** A page as somebody sees it. */
export type Seen = { person: Person; url: string; route: Route; answer: Answer };
/** A form that somebody could send. `at`: the page that it is on. */
export type Sendable = PageForm & { person: Person; route: Route; at: string };

/** Enough to meet each kind of page, and not 650 constituencies. */
const PAGES_A_ROUTE = 3;

/** The headers with which a person's browser asks. */
export const browserOf = ({ cookies }: Pick<Person, 'cookies'>, prefix = ''): Record<string, string> => ({
  'Sec-Fetch-Site': 'same-origin',
  ...(cookies.length > 0
    ? { Cookie: cookies.map(([name, value]) => `${prefix}${name}=${value}`).join('; ') }
    : {}),
});

/**
 * Follows every link from where each person begins, a few to each route, and collects the pages and their forms.
 *
 * @param prefix of the cookies' names, where the site is on https
 */
export async function crawl(site: Loopback, routes: readonly Route[], people: Person[], prefix = '') {
  const pages: Seen[] = [];
  const forms: Sendable[] = [];
  for (const person of people) {
    const counts = new Map<string, number>();
    const known = new Set<string>();
    const urls: string[] = [];
    const add = (url: string) => {
      const route = routeFor(routes, 'GET', url);
      const name = route && named(route);
      const most = person.start.includes(url) ? Number.POSITIVE_INFINITY : PAGES_A_ROUTE;
      if (!name || known.has(url) || (counts.get(name) ?? 0) >= most) return;
      known.add(url);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      urls.push(url);
    };
    person.start.forEach(add);
    for (let url = urls.shift(); url !== undefined; url = urls.shift()) {
      const route = routeFor(routes, 'GET', url) as Route;
      const answer = await site.ask({ method: 'GET', url, headers: browserOf(person, prefix) });
      pages.push({ person, url, route, answer });
      if (answer.headers.location?.startsWith('/')) add(answer.headers.location);
      if (!answer.headers['content-type']?.includes('html')) continue;
      for (const form of formsIn(answer.text, url)) {
        const takes = routeFor(routes, form.method, form.action);
        if (takes) forms.push({ ...form, person, route: takes, at: url });
      }
      linksIn(answer.text).forEach(add);
    }
  }
  return { pages, forms };
}
