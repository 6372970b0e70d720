#!/bin/bash
# Downloads Debian's cloud kernel package into a directory, once; what is there already is kept.
# It must never fetch a second kernel beside the first: the images' digest covers the one in the cache.
set -euo pipefail
debs=$1
if compgen -G "$debs/linux-image-*.deb" > /dev/null; then exit 0; fi
package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image-/ { print $2; exit }')
[ -n "$package" ] || { echo "images: apt knows no linux-image-cloud-amd64; run: apt-get update" >&2; exit 1; }
part=$(mktemp -d "$debs/part.XXXXXX")
trap 'rm -rf "$part"' EXIT
(cd "$part" && apt-get download -q "$package") || { echo "images: could not download $package; run: apt-get update" >&2; exit 1; }
mv "$part"/*.deb "$debs/"
