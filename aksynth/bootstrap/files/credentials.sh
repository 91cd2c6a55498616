#!/bin/bash
# Reads the credentials for the Azure API again. If they changed, the controllers that read them at their start are restarted.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
MOUNTS_THEM='.items[] | select(any(.spec.template.spec.volumes[]?;
  (.hostPath.path // "" | rtrimstr("/")) | IN("/etc/kubernetes", "/etc/kubernetes/azure.json"))) | .metadata.name'

# What the readers read. The second file is there with a certificate only.
files_sum() { { cat /etc/kubernetes/azure.json; cat /etc/kubernetes/azure.pem 2>/dev/null || true; } | sha256sum; }

restart_readers() {
  local found name
  found=$(kube -n kube-system get deployment -o json | jq -r "$MOUNTS_THEM") || return 1
  for name in $found; do kube -n kube-system rollout restart deployment "$name"; done
}

# Remembers the configuration with which they last started: a reboot may come between writing and restarting.
if [ ! -s "$STATE/azure" ]; then files_sum | write_file "$STATE/azure" 0600; fi
retry 10 "$HERE/azure.sh"
follow azure "$(files_sum)" restart_readers
