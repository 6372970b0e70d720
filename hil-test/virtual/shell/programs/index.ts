// Every program there is on a node, by name; some only where the boot loader is theirs.
// Must never fall back to a program of the machine that the model runs on.
import type { PlatformName } from '../../node/names.js';
import type { Program } from '../process.js';
import { blockdev } from './blockdev.js';
import { cat } from './cat.js';
import { dataState } from './data-state.js';
import { date } from './date.js';
import { dd } from './dd.js';
import { df } from './df.js';
import { drain, drained, undrain } from './drain.js';
import { echo } from './echo.js';
import { fwPrintenv, fwSetenv } from './fw-env.js';
import { grep } from './grep.js';
import { grubEditenv } from './grub-editenv.js';
import { head } from './head.js';
import { hostname, id } from './id.js';
import { ls } from './ls.js';
import { mkdir } from './mkdir.js';
import { cp, mv } from './mv.js';
import { printf } from './printf.js';
import { rauc } from './rauc.js';
import { poweroff, reboot } from './reboot.js';
import { rm } from './rm.js';
import { sha256sum } from './sha256sum.js';
import { sleep } from './sleep.js';
import { stat } from './stat.js';
import { sync } from './sync.js';
import { tee } from './tee.js';
import { test } from './test.js';
import { touch } from './touch.js';
import { fail, succeed } from './true.js';
import { uname } from './uname.js';
import { uptime } from './uptime.js';
import { wc } from './wc.js';

export interface Installed {
  readonly run: Program;
  readonly only: PlatformName | undefined;
}

const EVERYWHERE: Readonly<Record<string, Program>> = {
  '[': test,
  blockdev,
  cat,
  cp,
  date,
  dd,
  df,
  echo,
  false: fail,
  'farside-data': dataState,
  'farside-drain': drain,
  'farside-drained': drained,
  'farside-undrain': undrain,
  grep,
  head,
  hostname,
  id,
  ls,
  mkdir,
  mv,
  poweroff,
  printf,
  reboot,
  rm,
  sha256sum,
  sleep,
  stat,
  sync,
  tee,
  test,
  touch,
  true: succeed,
  uname,
  uptime,
  wc,
};

export const PROGRAMS: ReadonlyMap<string, Installed> = new Map<string, Installed>([
  ...Object.entries(EVERYWHERE).map(([name, run]) => [name, { run, only: undefined }] as const),
  ['rauc', { run: rauc, only: 'rauc' }],
  ['grub-editenv', { run: grubEditenv, only: 'rauc' }],
  ['fw_printenv', { run: fwPrintenv, only: 'uboot-env' }],
  ['fw_setenv', { run: fwSetenv, only: 'uboot-env' }],
]);
