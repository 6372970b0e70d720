// Which packages are missing is read from dpkg-query's output, also when a package was removed but not purged.
import { expect, it } from 'vitest';
import { installLine, missingFrom } from './packages.js';

it('finds what is absent, removed or half-installed', () => {
  const output = 'rauc installed\njq config-files\nkmod half-installed\n';
  expect(missingFrom(['rauc', 'jq', 'kmod', 'grub-pc-bin'], output)).toEqual(['jq', 'kmod', 'grub-pc-bin']);
});

it('misses everything where there is no dpkg', () => {
  expect(missingFrom(['rauc', 'jq'], '')).toEqual(['rauc', 'jq']);
});

it('prints one line to type', () => {
  expect(installLine(['rauc', 'jq'])).toBe('apt-get install --no-install-recommends rauc jq');
});
