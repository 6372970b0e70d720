// The boot loader's variables as they lie on the node's disk, for either boot loader: read, write, and the choice at a start.
// The file is the only truth: what is not on disk is forgotten at the next reset.
import { type BootEnv, type BootChoice, GRUB_FACTORY_ENV, chooseByGrub, decodeGrubEnv, encodeGrubEnv } from './grub.js';
import { UBOOT_FACTORY_ENV, chooseByUboot, decodeUbootEnv, encodeUbootEnv } from './uboot.js';
import type { FileSystem } from './files.js';
import type { PlatformName } from './names.js';

export interface BootEnvKind {
  readonly path: string;
  readonly factory: BootEnv;
  readonly encode: (env: BootEnv) => Buffer;
  readonly decode: (block: Buffer) => BootEnv | undefined;
  readonly choose: (env: BootEnv) => BootChoice;
}

export const BOOT_ENV: Readonly<Record<PlatformName, BootEnvKind>> = {
  rauc: {
    path: '/env/grub/grubenv',
    factory: GRUB_FACTORY_ENV,
    encode: encodeGrubEnv,
    decode: decodeGrubEnv,
    choose: chooseByGrub,
  },
  'uboot-env': {
    path: '/env/uboot.env',
    factory: UBOOT_FACTORY_ENV,
    encode: encodeUbootEnv,
    decode: decodeUbootEnv,
    choose: chooseByUboot,
  },
};

export function readBootEnv(fs: FileSystem, kind: BootEnvKind, path = kind.path): BootEnv | undefined {
  return fs.entry(path)?.kind === 'file' ? kind.decode(fs.read(path)) : undefined;
}

/** In place and whole: a reset finds the old or the new variables. Returns those that changed. */
export function writeBootEnv(fs: FileSystem, kind: BootEnvKind, env: BootEnv, path = kind.path): BootEnv {
  const before = readBootEnv(fs, kind, path) ?? {};
  fs.writeFile(path, kind.encode(env));
  const changed: BootEnv = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(env)])) {
    if (before[name] !== env[name]) changed[name] = env[name] ?? '(removed)';
  }
  return changed;
}
