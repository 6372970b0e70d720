// Host lists as people type them, and the slips of the finger that must not become ten thousand power cycles.
import { describe, expect, it } from 'vitest';

import { targetsOf } from './hosts.js';

const names = (text: string): readonly string[] =>
  targetsOf(text).map(({ host, port }) => (port === undefined ? host : `${host}:${port}`));

describe('a list of hosts', () => {
  it.each([
    ['n07', ['n07']],
    ['n[08-11]', ['n08', 'n09', 'n10', 'n11']],
    ['n[9-10]-bmc,rack7', ['n9-bmc', 'n10-bmc', 'rack7']],
    ['r[1-2]:6230', ['r1:6230', 'r2:6230']],
    ['10.0.7.21, 10.0.7.22', ['10.0.7.21', '10.0.7.22']],
    ['fe80::1,::1', ['fe80::1', '::1']],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it.each([
    ['', /missing between two commas/],
    ['n1,,n2', /missing between two commas/],
    ['n[1-', /a range looks like/],
    ['n[a-b]', /a range looks like/],
    ['n[9-8]', /runs backwards/],
    ['n[1-20000]', /more than 10000/],
    ['n1,n1', /named twice/],
    ['-rf', /is no host/],
    ['n1:0', /is no port/],
    ['n1:70000', /is no port/],
    ['n1;reboot', /is no host/],
  ])('refuses %s', (text, words) => {
    expect(() => targetsOf(text)).toThrow(words);
  });
});
