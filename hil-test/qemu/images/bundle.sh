#!/bin/bash
# bundle.sh VERSION COMPATIBLE: signs $FARSIDE_WORK/VERSION.ext4 as a RAUC bundle and describes both in VERSION.json.
# "slot" is what a slot device must hold after installation, counted from its first byte.
set -euo pipefail
version=$1 compatible=$2
work=$FARSIDE_WORK out=$FARSIDE_WORK/out
content=$work/bundle
rm -rf "$content"
mkdir "$content"
ln "$work/$version.ext4" "$content/rootfs.ext4"
cat > "$content/manifest.raucm" << M
[update]
compatible=$compatible
version=$version

[bundle]
format=${FARSIDE_BUNDLE_FORMAT:-verity}

[image.rootfs]
filename=rootfs.ext4
M
rauc bundle --cert "$out/pki/bundle.cert.pem" --key "$out/pki/bundle.key.pem" \
  --mksquashfs-args="-comp gzip -Xcompression-level 3 -no-progress" "$content" "$out/$version.raucb" > "$work/rauc.log" 2>&1 ||
  { cat "$work/rauc.log" >&2; exit 1; }
describe() { jq -n --arg sha256 "$(sha256sum "$1" | cut -d' ' -f1)" --argjson size "$(stat -c %s "$1")" '{$sha256, $size}'; }
jq -n --arg version "$version" --arg compatible "$compatible" \
  --argjson bundle "$(describe "$out/$version.raucb")" --argjson slot "$(describe "$work/$version.ext4")" \
  '{$version, $compatible, $bundle, $slot}' > "$out/$version.json"
