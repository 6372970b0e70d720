// The configuration files of the fake node. They say what the fake does; tests change them to see the preflight object.
import type { SlotName } from '#safety/vocabulary/names.js';

export const SLOT_DEVICES: Readonly<Record<SlotName, string>> = { A: '/dev/vda2', B: '/dev/vda3' };

const GRUB_CFG = `set timeout=0
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
  for SLOT in $ORDER; do
    if [ "$SLOT" = "A" -a "$A_OK" = "1" ]; then set pick=A; fi
    if [ "$SLOT" = "B" -a "$B_OK" = "1" ]; then set pick=B; fi
  done
fi
if [ -z "$pick" ]; then for SLOT in $ORDER; do set pick=$SLOT; done; fi
save_env ORDER A_OK A_TRY B_OK B_TRY
if [ "$pick" = "A" ]; then set part=2; else set part=3; fi
linux (hd0,msdos$part)/boot/vmlinuz root=/dev/vda$part ro rauc.slot=$pick
boot
`;

const SYSTEM_CONF = `[system]
compatible=farside-fake
bootloader=grub
grubenv=/env/grub/grubenv
activate-installed=false

[slot.rootfs.0]
device=/dev/vda2
bootname=A

[slot.rootfs.1]
device=/dev/vda3
bootname=B
`;

export const RAUC_FILES = { '/env/grub/grub.cfg': GRUB_CFG, '/etc/rauc/system.conf': SYSTEM_CONF };
export const UBOOT_FILES = { '/etc/fw_env.config': '/dev/vda 0x80000 0x4000\n/dev/vda 0x84000 0x4000\n' };
