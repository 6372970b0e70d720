#!/bin/bash
# Makes the key that signs RAUC bundles and the certificate that nodes trust. For this bench only: the key stays in the cache.
# A second signer, which no node trusts, makes the bundle that must be refused.
set -euo pipefail
pki=$1
mkdir -p "$pki"
umask 077
for signer in bundle stranger; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7300 \
    -subj "/O=Farside bench/CN=$signer signer" -keyout "$pki/$signer.key.pem" -out "$pki/$signer.cert.pem" 2> "$pki/openssl.log" ||
    { cat "$pki/openssl.log" >&2; exit 1; }
done
rm -f "$pki/openssl.log"
