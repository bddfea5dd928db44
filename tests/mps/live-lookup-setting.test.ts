import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { startPostcodesIo } from '../support/postcodes-io-stub.ts';
import { openWorld } from '../support/world.ts';

const read = (LIVE_LOOKUP?: string) => loadConfig({ LIVE_LOOKUP }).liveLookup;
const addresses = (given: ReturnType<typeof read>) =>
  Object.fromEntries(Object.entries(given).map(([name, url]) => [name, url.href]));

describe('LIVE_LOOKUP', () => {
  it.each([
    [undefined, {}],
    ['off', {}],
    ['on', { postcodes: 'https://api.postcodes.io/', members: 'https://members-api.parliament.uk/' }],
    ['postcodes=https://codes.example', { postcodes: 'https://codes.example/' }],
    [
      'postcodes=http://127.0.0.1:8000, members=https://members.example/base',
      { postcodes: 'http://127.0.0.1:8000/', members: 'https://members.example/base' },
    ],
  ])('%s names the services %j', (value, services) => {
    expect(addresses(read(value))).toEqual(services);
  });

  it.each([
    ['yes', 'must be off, on'],
    ['https://api.postcodes.io', 'must be off, on'],
    ['postcodes=nowhere', 'must be off, on'],
    ['postcodes=https://a.example postcodes=https://b.example', 'must be off, on'],
    ['weather=https://a.example', 'must be off, on'],
    ['postcodes=http://codes.example', 'must begin with https://'],
    ['postcodes=https://user:secret@codes.example', 'base address'],
  ])('%s is refused, with what to write', (value, message) => {
    expect(() => read(value)).toThrow(/LIVE_LOOKUP/);
    expect(() => read(value)).toThrow(message);
  });

  it('lets no postcode leave unless it is switched on', async () => {
    const live = await startPostcodesIo();
    const world = await openWorld({ LIVE_LOOKUP: `members=${live.url}` });
    await world.visitor().post('/school-attendance/postcode', { postcode: 'BS16 1AA' }).expect(303);
    expect(live.requests).toEqual([]);
    const { text } = await world.visitor().get('/school-attendance');
    expect(text).toContain('We do not pass it to another service');
    const privacy = await world.visitor().get('/privacy');
    expect(privacy.text).toContain('Your postcode is sent to no other service');
    await world.close();
    await live.stop();
  });
});
