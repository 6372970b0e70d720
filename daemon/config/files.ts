// Whether the files that a configuration names are there and fit to be used (`rackd --check`). It looks; it never reads a secret's content.
import { accessSync, constants, type Stats, statSync } from 'node:fs';
import type { RackConfig } from './schema.js';

interface Named {
  readonly field: string;
  readonly path: string;
  readonly what: 'file' | 'secret' | 'directory';
}

function named({ tls, images, nodes }: RackConfig): Named[] {
  return [
    { field: 'tls.certificate', path: tls.certificate, what: 'file' },
    { field: 'tls.key', path: tls.key, what: 'secret' },
    { field: 'tls.clientCa', path: tls.clientCa, what: 'file' },
    { field: 'images.dir', path: images.dir, what: 'directory' },
    ...images.keys.map((path, at): Named => ({ field: `images.keys[${at}]`, path, what: 'file' })),
    ...nodes.flatMap(({ ssh, bmc, drain }, at): Named[] => [
      { field: `nodes[${at}].ssh.keyFile`, path: ssh.keyFile, what: 'secret' },
      { field: `nodes[${at}].bmc.passwordFile`, path: bmc.passwordFile, what: 'secret' },
      ...(drain.kind === 'kubernetes'
        ? ([
            { field: `nodes[${at}].drain.caFile`, path: drain.caFile, what: 'file' },
            { field: `nodes[${at}].drain.tokenFile`, path: drain.tokenFile, what: 'secret' },
          ] as const)
        : []),
    ]),
  ];
}

/** The state directory is not among them: rackd makes it. One line for each file that is missing or unfit. Empty: all are well. */
export function fileProblems(config: RackConfig): string[] {
  return named(config).flatMap(({ field, path, what }) => {
    const text = unfit(path, what);
    return text === undefined ? [] : [`${field}: ${path} ${text}`];
  });
}

function unfit(path: string, what: Named['what']): string | undefined {
  let stat: Stats;
  try {
    stat = statSync(path);
    accessSync(path, what === 'directory' ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
  }
  if (what === 'directory') return stat.isDirectory() ? undefined : 'is not a directory';
  if (!stat.isFile()) return 'is not a file';
  if (stat.size === 0) return 'is empty';
  const others = stat.mode & 0o077;
  if (what === 'secret' && others !== 0) {
    return `may be read by others (mode ${(stat.mode & 0o777).toString(8)}): run chmod 600 on it`;
  }
  return undefined;
}
