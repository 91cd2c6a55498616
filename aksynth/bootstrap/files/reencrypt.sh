#!/bin/bash
# Writes each Secret again that another provider stored than the one with which the API servers encrypt now. Fails as long as
# there are any, so it is run again. An API server does not change a Secret that is stored as it should be.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

others() { stored_secrets | { grep -vcxF "$writes" || true; }; }

if [ -z "$VAULT_KMS" ]; then exit 0; fi
read -r writes _ </etc/aksynth/kms/providers
if [ "$writes" = identity ] || [ "$(others)" = 0 ]; then exit 0; fi
kube get secrets --all-namespaces -o json | kube replace -f - >/dev/null || true
left=$(others)
[ "$left" = 0 ] || { log "$left Secrets in etcd are not encrypted with $writes yet"; exit 1; }
