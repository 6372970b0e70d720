// The files that every modelled node has, and where its disks are mounted. Text that supervisors read and interpret must be
// true for the model: grub.cfg says in GRUB's language what grub.ts does.
import { FileSystem, type Mount } from './files.js';
import type { PlatformName } from './names.js';

export const COMPATIBLE = 'farside-virtual';
export const DRAIN_MARK = '/run/farside/drained';
export const RAUC_STATUS = '/data/rauc.status';
export const KEYRING = '/etc/rauc/ca.pem';

const KIB = 1024;
const MIB = 1024 * KIB;

export function mountsOf(dataBytes: number): Mount[] {
  return [
    { at: '/', device: '/dev/root', capacity: 2 * MIB, kind: 'read-only' },
    { at: '/env', device: '/dev/vda1', capacity: 256 * KIB, kind: 'disk' },
    { at: '/data', device: '/dev/vda4', capacity: dataBytes, kind: 'disk' },
    { at: '/tmp', device: 'tmpfs', capacity: 8 * MIB, kind: 'tmpfs' },
    { at: '/run', device: 'tmpfs', capacity: 8 * MIB, kind: 'tmpfs' },
  ];
}

export const KERNEL_ARGUMENTS =
  'console=ttyS0,115200 quiet panic=0 mitigations=off tsc=reliable no_timer_check nokaslr random.trust_cpu=on';

const GRUB_CFG = `# Boots slot A or B by the variables that RAUC's grub backend keeps: ORDER, <slot>_OK, <slot>_TRY.
# A slot gets one try: TRY is set and saved before the kernel starts, and only mark-good clears it.
serial --unit=0 --speed=115200
terminal_input serial
terminal_output serial
set timeout=0
set ORDER="A B"
set A_OK=0
set B_OK=0
set A_TRY=0
set B_TRY=0
load_env
set pick=
for SLOT in $ORDER; do
  if [ "$SLOT" = "A" -a "$A_OK" = "1" -a "$A_TRY" = "0" ]; then set pick=A; set A_TRY=1; break; fi
  if [ "$SLOT" = "B" -a "$B_OK" = "1" -a "$B_TRY" = "0" ]; then set pick=B; set B_TRY=1; break; fi
done
if [ -z "$pick" ]; then
  # Every slot had its try and nobody marked one good: the last in ORDER that is not marked bad, the older of the two, starts now.
  # The TRY marks stay, so that the next boot lands here again and not in the failed slot.
  for SLOT in $ORDER; do
    if [ "$SLOT" = "A" -a "$A_OK" = "1" ]; then set pick=A; fi
    if [ "$SLOT" = "B" -a "$B_OK" = "1" ]; then set pick=B; fi
  done
fi
if [ -z "$pick" ]; then
  # All are marked bad: starting one is better than a dark node.
  for SLOT in $ORDER; do set pick=$SLOT; done
fi
save_env ORDER A_OK A_TRY B_OK B_TRY
echo "GRUB: slot $pick (ORDER=$ORDER A_OK=$A_OK A_TRY=$A_TRY B_OK=$B_OK B_TRY=$B_TRY)"
if [ "$pick" = "A" ]; then set part=2; else set part=3; fi
linux (hd0,msdos$part)/boot/vmlinuz root=/dev/vda$part ro rauc.slot=$pick ${KERNEL_ARGUMENTS}
initrd (hd0,msdos$part)/boot/initrd
boot
`;

const SYSTEM_CONF = `[system]
compatible=${COMPATIBLE}
bootloader=grub
grubenv=/env/grub/grubenv
statusfile=${RAUC_STATUS}
mountprefix=/run/rauc-mnt
activate-installed=false
bundle-formats=plain verity

[keyring]
path=${KEYRING}

[slot.rootfs.0]
device=/dev/vda2
type=ext4
bootname=A

[slot.rootfs.1]
device=/dev/vda3
type=ext4
bootname=B
`;

const FW_ENV_CONFIG = `# Device name\tDevice offset\tEnv. size
/env/uboot.env\t0x0000\t0x4000
`;

/** `keyring`: the public key, PEM, that bundles must be signed with. */
export function makeRootFs(options: {
  readonly id: string;
  readonly platform: PlatformName;
  readonly dataBytes: number;
  readonly keyring: string;
  readonly isFull: () => boolean;
}): FileSystem {
  const fs = new FileSystem(mountsOf(options.dataBytes), (mount) => mount.at === '/data' && options.isFull());
  fs.plant('/etc/hostname', `${options.id}\n`);
  fs.plant('/etc/os-release', 'ID=farside-virtual\nNAME="Farside virtual node"\n');
  for (const dir of ['/root', '/dev', '/proc/sys/kernel/random', '/proc/sys/vm', '/data', '/mnt']) fs.plantDir(dir);
  if (options.platform === 'rauc') {
    fs.plant('/etc/rauc/system.conf', SYSTEM_CONF);
    fs.plant(KEYRING, options.keyring);
    fs.plant('/env/grub/grub.cfg', GRUB_CFG);
  } else {
    fs.plant('/etc/fw_env.config', FW_ENV_CONFIG);
  }
  return fs;
}
