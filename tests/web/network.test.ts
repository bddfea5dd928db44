import { describe, expect, it } from 'vitest';
import { homeOf, networkOf } from '../../src/web/network.ts';

describe('a network address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', '192.0.2'],
    ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2'],
    ['::FFFF:c000:207', '192.0.2.7', '192.0.2'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1'],
    ['2001:DB8:1:2::9', '2001:db8:1:2', '2001:db8:1'],
    ['2001:0:0:1:2:3:4:5', '2001:0:0:1', '2001:0:0'],
    ['2001:db8::1', '2001:db8:0:0', '2001:db8:0'],
    ['2001:0db8:0001::', '2001:db8:1:0', '2001:db8:1'],
    ['::1', '0:0:0:0', '0:0:0'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0', '64:ff9b:0'],
    ['fe80:1:2:3::1%eth0', 'fe80:1:2:3', 'fe80:1:2'],
  ])('%s is of the home %s in the network %s', (ip, home, network) => {
    expect(homeOf(ip)).toBe(home);
    expect(networkOf(ip)).toBe(network);
  });

  it.each([
    ['192.0.2.7:5678', '192.0.2.7'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2'],
    ['[::ffff:192.0.2.7]:443', '192.0.2.7'],
    ['[fe80:1:2:3::1%eth0]:443', 'fe80:1:2:3'],
    [' 192.0.2.7 ', '192.0.2.7'],
  ])('%s is of the home %s, whatever the port', (ip, home) => {
    expect(homeOf(ip)).toBe(home);
  });

  it.each([
    'unknown',
    '',
    '_hidden',
    '999.0.2.7',
    '192.0.2',
    '192.0.2.7:',
    '[',
    '[]:1',
    'a:b',
    '1::2::3',
    '%eth0',
  ])('%j is none, and all that are none count as one', text => {
    expect(homeOf(text)).toBe('unknown');
    expect(networkOf(text)).toBe('unknown');
  });
});
