import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { codeOf } from '../db/error-code.ts';
import { recordIncident, type ServiceName } from './live-incidents.ts';
import { createLiveService, type Limits, type LiveService } from './live-service.ts';
import { MEMBERS_LIMITS } from './members-api.ts';
import type { LiveLookup } from './mp-lookup.ts';
import { POSTCODES_LIMITS, postcodesIo } from './postcodes-io.ts';

type Parts = {
  /** Base addresses of the services that are switched on. */
  services: Partial<Record<ServiceName, URL>>;
  /** Every constituency's nation, by ONS code. */
  nations: ReadonlyMap<string, string>;
  db: Database;
  clock: Clock;
  log: Logger;
};

/** The live services that the operator switched on; what is off is undefined and never asked. */
export function buildLiveServices({ services, nations, db, clock, log }: Parts): {
  membersApi: LiveService | undefined;
  askPostcodes: LiveLookup | undefined;
} {
  const serviceAt = (name: ServiceName, limits: Limits) => {
    const baseUrl = services[name];
    if (!baseUrl) return undefined;
    return createLiveService({
      baseUrl,
      limits,
      clock,
      async onFault(fault) {
        log.warn({ service: name, fault }, 'live service');
        // A supporter gets their answer also when the record of the fault cannot be written.
        await recordIncident(db, name, fault, clock()).catch(error =>
          log.error({ err: codeOf(error) }, 'incident not recorded'),
        );
      },
    });
  };
  const postcodes = serviceAt('postcodes', POSTCODES_LIMITS);
  return {
    membersApi: serviceAt('members', MEMBERS_LIMITS),
    askPostcodes: postcodes && postcodesIo(postcodes, nations, clock),
  };
}
