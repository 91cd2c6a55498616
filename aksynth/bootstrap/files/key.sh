#!/bin/bash
# The encryption configuration of an API server that encrypts Secrets with keys in this file. Master 0 creates
# each key once, and the vault stores it beside the PKI. A master writes only what it has read from the vault. etcd must answer.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

SOURCE=/etc/aksynth/kms
FOLDER=/etc/kubernetes/encryption

# known_key NAME: the key from a configuration of this machine, or nothing.
known_key() {
  { cat "$FOLDER"/encryption-*.yaml 2>/dev/null || true; } |
    awk -v name="$1" '$1 == "secret:" && last == name { key = $2 } { last = $NF } END { gsub("[^A-Za-z0-9+/=]", "", key); printf "%s", key }'
}

# Another key with the same name would make Secrets unreadable, so a lost key is never replaced.
is_needed() { # NAME SECRET
  local stored
  stored=$(stored_secrets) || { log "etcd does not say whether it has Secrets that are encrypted with $1"; return 0; }
  grep -qxF "$1" <<<"$stored" || return 1
  log "etcd has Secrets that are encrypted with $1, and vault $VAULT_MASTERS has no secret $2: recover it, docs/encryption.md"
}

# store_key NUMBER SECRET NAME: what a machine has goes back to the vault.
store_key() {
  local key
  key=$(known_key "$3") || return 1
  if [ -n "$key" ]; then
    printf '%s' "$key" | kv_put "$VAULT_MASTERS" "$2" || return 1
    log "stored secret $2 in vault $VAULT_MASTERS again"
    return 0
  fi
  if [ "$(master_index)" != 0 ]; then log "vault $VAULT_MASTERS has no secret $2 yet: master 0 creates version $1 of the key"; return 0; fi
  if is_needed "$3" "$2"; then return 1; fi
  head -c 32 /dev/urandom | base64 -w 0 | kv_put "$VAULT_MASTERS" "$2" || return 1
  log "created version $1 of the key; reading it back from vault $VAULT_MASTERS"
}

# own_key NUMBER SECRET NAME: the key, once the vault has it.
own_key() {
  local key known code=0
  key=$(kv_get "$VAULT_MASTERS" "$2") || code=$?
  if [ "$code" = 4 ]; then store_key "$@"; return 1; fi
  [ "$code" = 0 ] || return 1
  [[ $key =~ ^[A-Za-z0-9+/]{43}=$ ]] || { log "secret $2 in vault $VAULT_MASTERS is not a key of 32 bytes in base64"; return 1; }
  known=$(known_key "$3") || return 1
  [ -z "$known" ] || [ "$known" = "$key" ] || { log "vault $VAULT_MASTERS has another key in secret $2 than this API server uses: docs/encryption.md"; return 1; }
  printf '%s' "$key"
}

write_configuration() { # TEMPLATE
  local document name number secret key path
  document=$(cat "$1") || return 1
  while read -r name number secret <&3; do
    if [ -z "$number" ]; then continue; fi
    key=$(own_key "$number" "$secret" "$name") || return 1
    document=${document//@$name@/$key}
  done 3<"$SOURCE/providers"
  path=${1##*/}
  path=$FOLDER/${path%.tmpl}
  [ -e "$path" ] || printf '%s\n' "$document" | write_file "$path" 0600
}

for template in "$SOURCE"/encryption-*.yaml.tmpl; do retry 10 write_configuration "$template"; done
