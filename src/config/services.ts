import { onThisMachine } from './on-this-machine.ts';

/** Base addresses of the live services. */
type LiveServices = { postcodes?: URL; members?: URL };

const PUBLIC_SERVICES: Required<LiveServices> = {
  postcodes: new URL('https://api.postcodes.io'),
  members: new URL('https://members-api.parliament.uk'),
};

/** Knows of passwords that were stolen, and is told five digits of a hash. */
const PWNED_PASSWORDS = new URL('https://api.pwnedpasswords.com');

const LIVE_LOOKUP_SYNTAX =
  'must be off, on, or the services to ask, such as "postcodes=https://api.postcodes.io members=https://members-api.parliament.uk"';

const BREACHED_PASSWORDS_SYNTAX =
  'must be off, on, or the service to ask, such as https://api.pwnedpasswords.com';

/**
 * Reads LIVE_LOOKUP: `off`, `on` for the public services, or one or both of `postcodes=URL` and `members=URL`.
 */
export function readLiveLookup(value: string): { services: LiveServices; problem?: string } {
  if (value.trim() === 'off') return { services: {} };
  if (value.trim() === 'on') return { services: PUBLIC_SERVICES };
  const services: LiveServices = {};
  for (const part of value.trim().split(/[\s,]+/)) {
    const [, name, address = ''] = /^(postcodes|members)=(.+)$/.exec(part) ?? [];
    if ((name !== 'postcodes' && name !== 'members') || services[name]) {
      return { services: {}, problem: LIVE_LOOKUP_SYNTAX };
    }
    const { service, problem } = readService(address);
    if (!service) return { services: {}, problem: `${LIVE_LOOKUP_SYNTAX}; ${name}: ${problem}` };
    services[name] = service;
  }
  return { services };
}

/** Reads BREACHED_PASSWORDS: `off`, `on` for the public service, or the address of another one. */
export function readBreachedPasswords(value: string): { service?: URL; problem?: string } {
  if (value === 'off') return {};
  if (value === 'on') return { service: PWNED_PASSWORDS };
  const { service, problem } = readService(value);
  return service ? { service } : { problem: `${BREACHED_PASSWORDS_SYNTAX}; ${problem}` };
}

/** The base address of somebody else's service. What it is asked travels encrypted, unless it is on this machine. */
function readService(
  address: string,
): { service: URL; problem?: never } | { service?: never; problem: string } {
  if (!URL.canParse(address)) return { problem: 'this is no web address' };
  const service = new URL(address);
  if (service.protocol !== 'https:' && !(service.protocol === 'http:' && onThisMachine(service))) {
    return { problem: 'its address must begin with https://' };
  }
  const more = service.username || service.password || service.search || service.hash;
  return more ? { problem: 'it has more than a base address' } : { service };
}
