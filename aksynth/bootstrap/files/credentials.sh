#!/bin/bash
# Reads the credentials for the Azure API again. If they changed, the controllers that read them at their start are restarted.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
MOUNTS_THEM='.items[] | select(any(.spec.template.spec.volumes[]?;
  (.hostPath.path // "" | rtrimstr("/")) | IN("/etc/kubernetes", "/etc/kubernetes/azure.json"))) | .metadata.name'

restart_readers() {
  local found name
  found=$(kube -n kube-system get deployment -o json | jq -r "$MOUNTS_THEM") || return 1
  for name in $found; do kube -n kube-system rollout restart deployment "$name"; done
}

# Remembers the configuration with which they last started: a reboot may come between writing and restarting.
if [ ! -s "$STATE/azure" ]; then sha256sum </etc/kubernetes/azure.json | write_file "$STATE/azure" 0600; fi
retry 10 "$HERE/azure.sh"
follow azure "$(sha256sum </etc/kubernetes/azure.json)" restart_readers
