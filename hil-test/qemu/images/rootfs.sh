#!/bin/bash
# rootfs.sh VERSION BEHAVIOUR: builds $FARSIDE_WORK/VERSION.ext4, a root file system with its kernel and initrd, from this
# machine's own Debian packages. The image is exactly what a slot holds: nodes mount it read-only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$1 behaviour=$2
work=$FARSIDE_WORK kernel=$FARSIDE_WORK/kernel
release=$(ls "$kernel/lib/modules")
root=$work/root initramfs=$work/initramfs copied=$work/copied
# Drivers for the disk before the root file system is there, and for the rest after it.
early_modules="virtio_pci virtio_blk"
late_modules="virtio_net virtio_rng af_packet loop squashfs dm_verity evdev button"
programs="/usr/bin/rauc /usr/bin/dbus-daemon /usr/bin/grub-editenv /usr/sbin/sshd /usr/lib/openssh/sftp-server /usr/bin/scp /usr/sbin/e2fsck"

copy_modules() { # DIRECTORY MODULE...: numbered in the order in which they must be loaded; none twice in one image
  local into=$1 count=10 path
  shift
  mkdir -p "$into"
  for module in "$@"; do
    modprobe -d "$kernel" -S "$release" --show-depends "$module" || { echo "images: kernel $release has no $module" >&2; exit 1; }
  done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' > "$work/modules"
  while read -r path; do
    [ ! -e "$copied/$(basename "$path")" ] || continue
    touch "$copied/$(basename "$path")"
    cp "$path" "$into/$count-$(basename "$path")"
    count=$((count + 1))
  done < "$work/modules"
}

copy_program() { # a program and the shared libraries it loads, at their places below /usr (Debian's merged layout)
  local file dir
  for file in "$1" $(ldd "$1" | grep -o '/[^ ]*'); do
    dir=$root$(readlink -e "$(dirname "$file")")
    mkdir -p "$dir"
    [ -e "$dir/$(basename "$file")" ] || cp -L --preserve=mode "$file" "$dir/"
  done
}

rm -rf "$root" "$initramfs" "$copied"
mkdir "$copied"
mkdir -p "$root"/{usr/bin,usr/sbin,usr/lib,usr/lib64,proc,sys,dev,run,tmp,data,env,root,boot,var,etc/rauc}
for dir in bin sbin lib lib64; do ln -s "usr/$dir" "$root/$dir"; done
ln -s ../run "$root/var/run"
cp -r "$here/files/." "$root/"
chmod 700 "$root/root"
chmod 600 "$root/etc/shadow"
for program in $programs; do copy_program "$program"; done
mv "$root/usr/bin/grub-editenv" "$root/usr/bin/grub-editenv.real"
mv "$root/usr/sbin/grub-editenv-in-place" "$root/usr/bin/grub-editenv"
cp /bin/busybox "$root/usr/bin/busybox"
for applet in $(/bin/busybox --list); do
  [ -e "$root/usr/bin/$applet" ] || [ -e "$root/usr/sbin/$applet" ] || ln -s busybox "$root/usr/bin/$applet"
done
for applet in init reboot poweroff halt; do ln -s ../bin/busybox "$root/usr/sbin/$applet"; done
cp "$work/out/pki/bundle.cert.pem" "$root/etc/rauc/ca.pem"
chmod 644 "$root/etc/rauc/ca.pem"
echo "$version" > "$root/etc/image-version"
echo "$behaviour" > "$root/etc/image-behaviour"

mkdir -p "$initramfs"/{bin,proc,sys,dev,newroot}
cp /bin/busybox "$initramfs/bin/"
cp "$here/initramfs/init" "$initramfs/init"
echo "$behaviour" > "$initramfs/behaviour"
copy_modules "$initramfs/modules" $early_modules
copy_modules "$root/usr/lib/modules/$release" $late_modules
find "$initramfs" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$initramfs" && find . | LC_ALL=C sort | cpio -o -H newc --quiet --reproducible) | gzip -1n > "$root/boot/initrd"
cp "$kernel/boot/vmlinuz-$release" "$root/boot/vmlinuz"
chmod 644 "$root/boot/vmlinuz"

find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
chown -R 0:0 "$root"
rm -f "$work/$version.ext4"
tree_mib=$(du -sm "$root" | cut -f1)
# No journal and no checksums that GRUB could not read; a fixed identity, so that equal inputs make equal images.
mkfs.ext4 -q -F -L "root" -m 0 -O ^has_journal,^metadata_csum,^64bit -N 2048 \
  -U 5f0c1d1e-0000-4000-8000-000000000001 -E root_owner=0:0,lazy_itable_init=0,hash_seed=5f0c1d1e-0000-4000-8000-000000000002 \
  -d "$root" "$work/$version.ext4" "$((tree_mib + 4))M" > "$work/mkfs.log" 2>&1 ||
  { cat "$work/mkfs.log" >&2; exit 1; }
echo "images: $version ($behaviour): tree $tree_mib MiB"
