#!/bin/bash
# The keys that sign tokens of service accounts, except that of the PKI. Master 0 creates
# each key once, and the vault stores it beside the PKI. A master writes only what it has read from the vault.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

KEYS=/etc/aksynth/signing-keys

# Another key with the same number would make tokens invalid. So a key is created with the cluster, or while all API servers
# have one key only, and that is another one.
is_needed() { # NUMBER SECRET
  local state count signs
  state=$(kv_get "$VAULT_MASTERS" etcd-state) || return 0
  if [[ $state == new* ]]; then return 1; fi
  read -r signs _ <"$KEYS"
  count=$(ask "$(first_healthy)" get --raw /openid/v1/jwks | jq '.keys | length') || { log "no API server says which keys it accepts"; return 0; }
  if [ "$count" = 1 ] && [ "$1" != "$signs" ]; then return 1; fi
  log "API servers need version $1 of the key, and vault $VAULT_MASTERS has no secret $2: recover it, docs/workload-identity.md"
}

# store_key NUMBER SECRET FILE: what a machine has goes back to the vault.
store_key() {
  if [ -s "$3.key" ]; then
    kv_put "$VAULT_MASTERS" "$2" <"$3.key" || return 1
    log "stored secret $2 in vault $VAULT_MASTERS again"
    return 0
  fi
  if [ "$(master_index)" != 0 ]; then log "vault $VAULT_MASTERS has no secret $2 yet: master 0 creates version $1 of the key"; return 0; fi
  if is_needed "$@"; then return 1; fi
  openssl genpkey -algorithm RSA 2>/dev/null | kv_put "$VAULT_MASTERS" "$2" || return 1
  log "created version $1 of the key; reading it back from vault $VAULT_MASTERS"
}

write_key() { # NUMBER SECRET FILE
  local key public code=0
  key=$(kv_get "$VAULT_MASTERS" "$2") || code=$?
  if [ "$code" = 4 ]; then store_key "$@"; return 1; fi
  [ "$code" = 0 ] || return 1
  public=$(openssl pkey -pubout <<<"$key" 2>/dev/null) || { log "secret $2 in vault $VAULT_MASTERS is not a private key"; return 1; }
  if [ -s "$3.pub" ] && [ "$public" != "$(cat "$3.pub")" ]; then
    log "vault $VAULT_MASTERS has another key in secret $2 than this API server uses: docs/workload-identity.md"
    return 1
  fi
  { [ -s "$3.pub" ] && [ -s "$3.key" ]; } || { write_file "$3.key" 0600 <<<"$key" && write_file "$3.pub" 0644 <<<"$public"; }
}

while read -r number secret <&3; do
  if [ "$secret" != - ]; then retry 10 write_key "$number" "$secret" "$PKI/sa-$number"; fi
done 3<"$KEYS"
