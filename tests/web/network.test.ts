import { describe, expect, it } from 'vitest';
import { homeOf, networkOf } from '../../src/web/network.ts';

describe('a network address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', '192.0.2'],
    ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1'],
    ['2001:DB8:1:2::9', '2001:db8:1:2', '2001:db8:1'],
    ['fe80:1:2:3::1%eth0', 'fe80:1:2:3', 'fe80:1:2'],
    ['unknown', 'unknown', 'unknown'],
  ])('%s is of the home %s in the network %s', (ip, home, network) => {
    expect(homeOf(ip)).toBe(home);
    expect(networkOf(ip)).toBe(network);
  });
});
