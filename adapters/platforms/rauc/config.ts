// What createRauc needs to know of a node, with the defaults of a node as Farside's own images lay it out.

export interface RaucConfig {
  /** Where a bundle lies while it is installed. Only one file is ever there, and it is removed afterwards. */
  readonly bundleDir: string;
  /** The files as the running node sees them. grub.cfg must load and save this grubenv. */
  readonly grubEnv: string;
  readonly grubCfg: string;
  readonly systemConf: string;
  /** For one look or one mark. */
  readonly commandDeadlineMs: number;
  readonly uploadDeadlineMs: number;
  readonly installDeadlineMs: number;
  readonly readBackDeadlineMs: number;
}

export const RAUC_DEFAULTS: RaucConfig = {
  bundleDir: '/data/bundles',
  grubEnv: '/env/grub/grubenv',
  grubCfg: '/env/grub/grub.cfg',
  systemConf: '/etc/rauc/system.conf',
  commandDeadlineMs: 30_000,
  uploadDeadlineMs: 20 * 60_000,
  installDeadlineMs: 20 * 60_000,
  readBackDeadlineMs: 5 * 60_000,
};
