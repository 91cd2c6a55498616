#!/bin/bash
# The static pod of the KMS plugin, if the model has Key Vault encryption. Master 0 creates the key once. Its version is
# stored beside the PKI: all masters use this version, and a key that is lost is never replaced by another one.
. "${BASH_SOURCE%/*}/lib.sh"

SOURCE=/etc/aksynth/kms
MANIFESTS=/etc/kubernetes/manifests
NEW=/etc/kubernetes/encryption/azure-kms.yaml

# If the answer is lost, the next attempt creates another version of the key. Nothing is encrypted with the first one.
make_key() {
  local id
  id=$(vault_request "$VAULT_KMS" "keys/$KMS_KEY/create" .key.kid -H 'Content-Type: application/json' --data-binary "@$SOURCE/key.json") || return 1
  printf '%s' "${id##*/}" | kv_put "$VAULT_MASTERS" kms-key-version
}

main() {
  local version code=0 document
  [ -n "$VAULT_KMS" ] || return 0
  version=$(kv_get "$VAULT_MASTERS" kms-key-version) || code=$?
  if [ "$code" = 4 ] && [ "$(master_index)" = 0 ]; then make_key && log "created key $KMS_KEY in vault $VAULT_KMS"; return 1; fi
  if [ "$code" = 4 ]; then log "vault $VAULT_MASTERS has no version of key $KMS_KEY yet: master 0 creates the key"; fi
  [ "$code" = 0 ] || return 1
  document=$(cat "$SOURCE/pod.yaml.tmpl") || return 1
  # Outside the kubelet's folder: the kubelet reads every file there, also a partial one.
  printf '%s\n' "${document//@VERSION@/$version}" | write_file "$NEW" 0600 || return 1
  mkdir -p "$MANIFESTS" && mv -f "$NEW" "$MANIFESTS/azure-kms.yaml"
}

retry 5 main
