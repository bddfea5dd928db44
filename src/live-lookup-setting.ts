/** Base addresses of the live services. */
export type LiveServices = { postcodes?: URL; members?: URL };

const PUBLIC: Required<LiveServices> = {
  postcodes: new URL('https://api.postcodes.io'),
  members: new URL('https://members-api.parliament.uk'),
};

const HOW =
  'must be off, on, or the services to ask, such as "postcodes=https://api.postcodes.io members=https://members-api.parliament.uk"';

/**
 * Reads LIVE_LOOKUP: `off`, `on` for the public services, or one or both of `postcodes=URL` and
 * `members=URL`. Postcodes travel encrypted, unless the service is on this machine.
 */
export function readLiveLookup(value: string): { services: LiveServices; problem?: string } {
  if (value.trim() === 'off') return { services: {} };
  if (value.trim() === 'on') return { services: PUBLIC };
  const services: LiveServices = {};
  for (const part of value.trim().split(/[\s,]+/)) {
    const [, name, address = ''] = /^(postcodes|members)=(.+)$/.exec(part) ?? [];
    if ((name !== 'postcodes' && name !== 'members') || services[name] || !URL.canParse(address)) {
      return { services: {}, problem: HOW };
    }
    const url = new URL(address);
    const onThisMachine = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && onThisMachine)) {
      return { services: {}, problem: `must name services by https: ${name} does not` };
    }
    if (url.username || url.password || url.search || url.hash) {
      return { services: {}, problem: `${HOW}; ${name} has more than a base address` };
    }
    services[name] = url;
  }
  return { services };
}
