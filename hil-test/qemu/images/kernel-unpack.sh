#!/bin/bash
# Unpacks the kernel package and computes its modules' dependencies, so that modprobe can list them without being that kernel.
set -euo pipefail
debs=$1 kernel=$2
mkdir -p "$kernel"
dpkg-deb -x "$debs"/linux-image-*.deb "$kernel"
depmod -b "$kernel" "$(ls "$kernel/lib/modules")"
