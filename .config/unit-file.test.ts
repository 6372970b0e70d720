// The systemd unit that operators are given stays hardened (G-26), as systemd itself judges it, offline.
// Skipped with a word where systemd-analyze is not installed.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOP } from './planted-tree.js';

const ANALYZE = '/usr/bin/systemd-analyze';
const EXPOSURE_MAX = 1.5;

const installed = existsSync(ANALYZE);
if (!installed) console.warn('skipped: systemd-analyze is not installed here (Debian package systemd)');

describe.skipIf(!installed)('docs/rackd.service', () => {
  it(`has an exposure of at most ${EXPOSURE_MAX}`, () => {
    const unit = join(TOP, 'docs', 'rackd.service');
    const report = execFileSync(ANALYZE, ['security', '--offline=true', '--no-pager', unit], { encoding: 'utf8' });
    const exposure = /Overall exposure level for rackd\.service: ([\d.]+)/.exec(report)?.[1];
    expect(Number(exposure)).toBeLessThanOrEqual(EXPOSURE_MAX);
  });
});
