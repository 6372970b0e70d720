#!/bin/bash
# Builds everything the QEMU bench boots and installs, and prints the directory it is in. A second run with the same
# inputs only prints it. Needs the Debian packages of packages.txt, and the network once, for Debian's kernel package.
# It must never need a loop device or a mount, and never leave a half-built directory under the name that readers use.
set -euo pipefail
umask 022
export PATH=$PATH:/usr/sbin:/sbin # where mkfs, depmod and sfdisk are, for people who are not root
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${FARSIDE_HIL_CACHE:-$(cd "$here/../../.." && pwd)/.cache/hil}
mkdir -p "$cache/debs"

inputs_digest() { # scripts, static files, the kernel package in the cache, and the versions of what is copied into the image
  (
    cd "$here"
    find . -type f -not -name '*.md' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    find . -type f -perm -u+x | LC_ALL=C sort
    (cd "$cache/debs" && ls)
    xargs dpkg-query -W -f '${Package} ${Version}\n' < packages.txt
    dpkg-query -W -f '${Package} ${Version}\n' libc6 libssl3 libglib2.0-0
  ) | sha256sum | cut -c1-16
}

exec 9> "$cache/lock"
flock -w 900 9 || { echo "images: another build has held $cache/lock for 15 minutes; end it and try again" >&2; exit 1; }
"$here/kernel-package.sh" "$cache/debs" >&2
out=$cache/images-$(inputs_digest)
if [ -e "$out/index.json" ]; then echo "$out"; exit 0; fi
if [ "$(id -u)" != 0 ] && [ -z "${FAKEROOTKEY:-}" ]; then
  flock -u 9
  exec fakeroot "$0" # the files in the images belong to root
fi

rm -rf "$cache"/building.* # left by a build that was killed; we hold the lock
work=$(mktemp -d "$cache/building.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/out"
export FARSIDE_WORK=$work SOURCE_DATE_EPOCH=1700000000 E2FSPROGS_FAKE_TIME=1700000000
{
  "$here/kernel-unpack.sh" "$cache/debs" "$work/kernel"
  "$here/pki.sh" "$work/out/pki"
  while read -r version behaviour compatible; do
    case $version in '' | '#'*) continue ;; esac
    "$here/rootfs.sh" "$version" "$behaviour"
    "$here/bundle.sh" "$version" "$compatible"
  done < "$here/images.txt"
  "$here/disk.sh" "$work/out/base.img" "$work/v1.ext4"
} >&2
(cd "$work/out" && jq -n --arg base base.img '{base: $base, images: [inputs]}' ./*.json > "$work/index.json")
mv "$work/index.json" "$work/out/"
mv "$work/out" "$out"
# A bench that runs may still use the images before these; older ones only fill the disk.
ls -dt "$cache"/images-* | tail -n +3 | while read -r old; do rm -rf "$old"; done
echo "$out"
