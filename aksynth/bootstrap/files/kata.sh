#!/bin/bash
# kata.sh: loads the modules that the virtual machines of Kata Containers need. It fails on a machine that cannot run
# virtual machines, so that such a machine never joins.
. "${BASH_SOURCE%/*}/lib.sh"

MODULES=/etc/modules-load.d/kata.conf

# Each of these modules loads only on a processor of its publisher that offers virtualization.
if ! why=$({ modprobe kvm_intel || modprobe kvm_amd; } 2>&1); then
  log "this size does not offer nested virtualization, which Kata Containers needs: use another vmSize for this pool"
  log "${why//$'\n'/; }"
  exit 1
fi
mapfile -t modules <"$MODULES"
modprobe -a "${modules[@]}" || { log "the kernel of this image does not have the modules ${modules[*]}"; exit 1; }
