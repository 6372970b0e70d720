// What is installed is what was reviewed (G-27): every entry of the lock file has its integrity, none says where it comes from, and exactly one
// package may run a script while it is installed. Must never ask the network.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOP } from './planted-tree.js';

interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

interface Manifest {
  readonly workspaces: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

/** Counted when the dependencies were chosen; it may only fall, or docs/decisions says why it rose. */
const PRODUCTION_PACKAGES_MAX = 132;

const lockText = readFileSync(join(TOP, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(lockText) as { packages: Readonly<Record<string, LockEntry>> };
const manifest = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as Manifest;
const own = new Set(['', ...manifest.workspaces]);
const foreign = Object.entries(packages).filter(([path, entry]) => !own.has(path) && entry.link !== true);

/** A native build of Biome or oxc-parser for another system than Linux with glibc on x64 or arm64. */
function isElsewhere(path: string, { dev, optional, os = [], cpu = [], libc = [] }: LockEntry): boolean {
  const here = os.includes('linux') && libc.includes('glibc') && cpu.some((one) => one === 'x64' || one === 'arm64');
  return (
    /^node_modules\/@(?:biomejs\/cli|oxc-parser\/binding)-/.test(path) && dev === true && optional === true && !here
  );
}

describe('the lock file', () => {
  it('has an integrity for everything that is not ours and that a rack or its developers could install', () => {
    expect(foreign.length).toBeGreaterThan(100);
    const without = foreign.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
    // Builds of two development tools for systems that Farside is not developed on: the registry that the lock was made against does not have
    // them, and `npm ci` wants them named all the same (ADR 0001).
    expect(without.filter(([path, entry]) => !isElsewhere(path, entry)).map(([path]) => path)).toEqual([]);
  });

  it('names no host', () => {
    expect(lockText).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved.sort()).toEqual([...manifest.workspaces].sort());
  });

  it('pins what package.json asks for to one version', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('brings no more packages into production than were counted', () => {
    const production = foreign.filter(([, { dev, optional }]) => dev !== true && optional !== true);
    expect(production.length).toBeLessThanOrEqual(PRODUCTION_PACKAGES_MAX);
  });
});

describe('install scripts', () => {
  it('are allowed to better-sqlite3 alone', () => {
    const allowed = Object.entries(manifest.allowScripts)
      .filter(([, may]) => may)
      .map(([name]) => name);
    expect(allowed).toEqual(['better-sqlite3']);
  });

  it('were decided upon for each package that has one and is not optional', () => {
    const undecided = foreign
      .filter(
        ([, { hasInstallScript, optional, dev }]) => hasInstallScript === true && optional !== true && dev !== true,
      )
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
      .filter((name) => !(name in manifest.allowScripts));
    expect(undecided).toEqual([]);
  });
});
