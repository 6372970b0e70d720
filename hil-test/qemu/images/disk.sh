#!/bin/bash
# disk.sh DISK ROOTFS: the disk every node starts from: GRUB, the boot environment, and the same image in slots A and B.
# Node disks are overlays over it, so it must never be opened for writing again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
disk=$1 rootfs=$2 work=$FARSIDE_WORK
env_mib=4 slot_mib=72
gap=2048 # sectors before the first partition: GRUB's core image lives there
slot_size=$((slot_mib * 1024 * 1024))
[ "$(stat -c %s "$rootfs")" -le $slot_size ] || { echo "images: $rootfs does not fit a slot of $slot_mib MiB" >&2; exit 1; }

env_tree=$work/env
mkdir -p "$env_tree/grub"
cp "$here/grub.cfg" "$env_tree/grub/"
grub-editenv "$env_tree/grub/grubenv" create
grub-editenv "$env_tree/grub/grubenv" set ORDER="A B" A_OK=1 A_TRY=0 B_OK=1 B_TRY=0
chown -R 0:0 "$env_tree"
mkfs.ext2 -q -F -b 1024 -I 128 -L env -m 0 -d "$env_tree" "$work/env.img" "${env_mib}M" > "$work/mkfs.log" 2>&1 ||
  { cat "$work/mkfs.log" >&2; exit 1; }
grub-mkimage -O i386-pc -o "$work/core.img" -c "$here/grub-early.cfg" -p '(hd0,msdos1)/grub' \
  biosdisk part_msdos ext2 configfile normal linux test echo serial terminal loadenv sleep reboot minicmd
[ "$(stat -c %s "$work/core.img")" -le $(((gap - 1) * 512)) ] || { echo "images: GRUB's core image does not fit the gap" >&2; exit 1; }

env_at=$gap env_size=$((env_mib * 2048)) slot_sectors=$((slot_mib * 2048))
a_at=$((env_at + env_size))
b_at=$((a_at + slot_sectors))
truncate -s "$((1 + env_mib + 2 * slot_mib))M" "$disk"
sfdisk -q "$disk" << P
label: dos
start=$env_at,size=$env_size,type=83,bootable
start=$a_at,size=$slot_sectors,type=83
start=$b_at,size=$slot_sectors,type=83
P
write_at() { dd if="$1" of="$disk" bs=512 seek="$2" conv=notrunc,sparse status=none; }
dd if=/usr/lib/grub/i386-pc/boot.img of="$disk" bs=440 count=1 conv=notrunc status=none
write_at "$work/core.img" 1
write_at "$work/env.img" $env_at
write_at "$rootfs" $a_at
write_at "$rootfs" $b_at
chmod 444 "$disk"
