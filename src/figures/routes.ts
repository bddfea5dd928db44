import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { dashboardRoutes } from './dashboard-routes.ts';
import { type ExportParts, exportRoutes } from './export-routes.ts';
import type { Hexes } from './hex-map.ts';
import { type TokenParts, tokenRoutes } from './token-routes.ts';

/** What staff see of how the campaign is going. Belongs behind the staff area's guard. */
export function figureRoutes(parts: ExportParts & TokenParts & { hexesFile: string }): Router {
  const router = Router();
  router.use(dashboardRoutes({ ...parts, hexes: readHexes(parts.hexesFile) }));
  router.use(exportRoutes(parts));
  router.use(tokenRoutes(parts));
  return router;
}

function readHexes(file: string): Hexes {
  const cells: Record<string, [number, number]> = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(Object.entries(cells).map(([code, [column, row]]) => [code, { column, row }]));
}
