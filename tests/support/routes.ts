import type { RequestHandler } from 'express';
import { expect } from 'vitest';
import type { createApp } from '../../src/app.ts';
import type { Action } from '../../src/staff/role.ts';

type Handler = RequestHandler & { stack?: Layer[]; action?: Action };
type Layer = {
  slash: boolean;
  handle: Handler;
  route?: { path: string; stack: { method: string; handle: Handler }[] };
};

/** `action`: what a route of the staff area says that it takes. */
export type Route = { method: string; path: string; action: Action | undefined };

/** Every route of the application, found by walking its routers, in the order in which they are asked. */
export function routesOf(app: ReturnType<typeof createApp>): Route[] {
  return walk(app.router.stack as unknown as Layer[]);
}

function walk(stack: Layer[]): Route[] {
  return stack.flatMap(({ route, handle, slash }) => {
    if (handle.stack) {
      expect(slash, 'routers are mounted without a prefix, so that a route has its whole path').toBe(true);
      return walk(handle.stack);
    }
    if (!route) return [];
    const action = route.stack.find(layer => layer.handle.action)?.handle.action;
    const methods = new Set(route.stack.map(({ method }) => method.toUpperCase()));
    return [...methods].map(method => ({ method, path: route.path, action }));
  });
}

export const named = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;

/** The path of a route with something in the place of each of its parameters. */
export const filled = (path: string, by: string | ((name: string) => string) = 'x') =>
  path.replace(/:(\w+)/g, (_, name: string) => (typeof by === 'string' ? by : by(name)));

/** The route that takes a request, the most particular of several. @param url a path, with or without a query */
export function routeFor(routes: readonly Route[], method: string, url: string): Route | undefined {
  const [pathname = ''] = url.split(/[?#]/);
  const fits = ({ path }: Route) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`).test(pathname);
  const found = routes.filter(route => route.method === method && fits(route));
  return found.sort((a, b) => a.path.split(':').length - b.path.split(':').length)[0];
}
