#!/bin/bash
# The static pods of the KMS plugin, one for each version of the key, if the model has Key Vault encryption. Master 0 creates
# each version of the cluster's own key once. Azure's name of it is stored beside the PKI, and all masters use it. The model
# names the versions of keys that exist.
#   kms.sh         start the plugins of all providers
#   kms.sh prune   remove plugins and configurations that the API server does not use any more
. "${BASH_SOURCE%/*}/lib.sh"

SOURCE=/etc/aksynth/kms
MANIFESTS=/etc/kubernetes/manifests
FOLDER=/etc/kubernetes/encryption

# find_version NUMBER SECRET: Azure's name of the version. 4: it does not exist. Its number is its tag, which the first version
# of a cluster of an earlier release does not have.
find_version() {
  local found named filter
  named="[.value[]? | select((.tags.version // \"1\") == \"$1\") | .kid | split(\"/\") | last] | join(\" \")"
  filter="(if .nextLink then \"more \" else \"all \" end) + ($named)"
  found=$(vault_request "$VAULT_KMS" "keys/$KMS_KEY/versions" "$filter") || return
  case $found in
    'all ') return 4 ;;
    more* | all\ *\ *)
      log "vault $VAULT_KMS does not say which version of key $KMS_KEY is version $1: recover secret $2 in vault $VAULT_MASTERS"
      return 1 ;;
  esac
  printf '%s' "${found#all }"
}

create_version() { # NUMBER
  local id
  id=$(jq --arg number "$1" '. + {tags: {version: $number}}' "$SOURCE/key.json" |
    vault_request "$VAULT_KMS" "keys/$KMS_KEY/create" .key.kid -H 'Content-Type: application/json' --data-binary @-) || return 1
  log "created version $1 of key $KMS_KEY in vault $VAULT_KMS"
  printf '%s' "${id##*/}"
}

# A version that exists is never created again: the answer may have been lost, or somebody may have deleted the secret.
record_version() { # NUMBER SECRET
  local version code=0
  version=$(find_version "$1" "$2") || code=$?
  if [ "$code" = 4 ]; then code=0; version=$(create_version "$1") || return 1; fi
  [ "$code" = 0 ] || return 1
  printf '%s' "$version" | kv_put "$VAULT_MASTERS" "$2"
}

# own_version NUMBER SECRET: Azure's name of the version, after master 0 has created it.
own_version() {
  local code=0
  kv_get "$VAULT_MASTERS" "$2" || code=$?
  if [ "$code" = 4 ] && [ "$(master_index)" = 0 ]; then record_version "$1" "$2"; return 1; fi
  if [ "$code" = 4 ]; then log "vault $VAULT_MASTERS has no version $1 of key $KMS_KEY yet: master 0 creates the key"; fi
  return "$code"
}

start_plugin() { # NUMBER SECRET POD
  local version="" document new=$FOLDER/$3.yaml
  if [ "$2" != - ]; then version=$(own_version "$1" "$2") || return 1; fi
  document=$(cat "$SOURCE/$3.yaml.tmpl") || return 1
  # Outside the kubelet's folder: the kubelet reads every file there, also a partial one.
  printf '%s\n' "${document//@VERSION@/$version}" | write_file "$new" 0600 || return 1
  mkdir -p "$MANIFESTS" && mv -f "$new" "$MANIFESTS/$3.yaml"
}

prune() {
  local path
  for path in "$MANIFESTS"/azure-kms*.yaml; do
    if [ -e "$path" ] && [ ! -e "$SOURCE/$(basename "$path").tmpl" ]; then rm -f "$path"; fi
  done
  for path in "$FOLDER"/encryption-*.yaml; do
    if [ -e "$path" ] && ! grep -qF "$path" "$MANIFESTS/kube-apiserver.yaml"; then rm -f "$path"; fi
  done
}

if [ "${1:-}" = prune ]; then prune; exit 0; fi
if [ ! -e "$SOURCE/providers" ]; then exit 0; fi
while read -r _ number secret pod _ <&3; do
  if [ -n "$pod" ]; then retry 5 start_plugin "$number" "$secret" "$pod"; fi
done 3<"$SOURCE/providers"
