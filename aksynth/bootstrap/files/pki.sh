#!/bin/bash
# The cluster's certificate authorities. Master 0 creates them once, or reads those that the model names, and the vault
# stores them. A master uses only what it has read from the vault, so a lost answer or a reboot cannot create two.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
# Only masters of a model that names authorities have this table and authority.sh.
GIVEN=/etc/aksynth/authorities
# What pods trust, if the authority of the cluster has issuers.
if grep -q '^ca ' "$GIVEN" 2>/dev/null; then PKI_FILES+=" ca-chain.crt"; fi

pki_present() {
  local file
  for file in $PKI_FILES; do [ -s "$PKI/$file" ] || return 1; done
}

# pki_files: a line "FILE CONTENT" for each file of the bundle on the standard input, in base64; no content if it is not valid.
pki_files() {
  jq -r --arg files "$PKI_FILES" '. as $bundle | $files | split(" ")[] |
    "\(.) \(($bundle[.] | strings | select(test("-----BEGIN "))) // "" | @base64)"'
}

# install_bundle: installs all files of the bundle on the standard input, or none.
install_bundle() {
  local text lines line file mode
  if ! text=$(pki_files) || [ -z "$text" ]; then log "the bundle in vault $VAULT_MASTERS cannot be read"; return 1; fi
  mapfile -t lines <<<"$text"
  for line in "${lines[@]}"; do
    [ -n "${line#* }" ] || { log "the bundle in vault $VAULT_MASTERS has no ${line% }"; return 1; }
  done
  for line in "${lines[@]}"; do
    file=${line%% *}
    case $file in *.key) mode=0600 ;; *) mode=0644 ;; esac
    base64 -d <<<"${line#* }" | write_file "$PKI/$file" "$mode" || return 1
  done
  chmod 0755 "$PKI" "$PKI/etcd"
}

peer_runs_etcd() {
  local address
  for address in $(peer_addresses); do
    if timeout 3 bash -c ": </dev/tcp/$address/2380" 2>/dev/null; then
      log "the vault has no PKI, but $address runs etcd"
      return 0
    fi
  done
  return 1
}

# The marker is written before the PKI: from then on an empty etcd does not start a new cluster. It lists the first members.
mark_new() {
  local state code=0
  state=$(kv_get "$VAULT_MASTERS" etcd-state) || code=$?
  case $code:$state in
    4:*) printf 'new %s' "$(initial_cluster)" | kv_put "$VAULT_MASTERS" etcd-state ;;
    0:new*) : ;;
    0:*) log "etcd-state is '$state' but pki-bundle is gone: recover the deleted secret in vault $VAULT_MASTERS"; return 1 ;;
    *) return 1 ;;
  esac
}

make_pki() {
  local new=$RUN/pki document part args=() file
  if has_log; then log "the vault has no PKI, but this disk has an etcd log"; return 1; fi
  if peer_runs_etcd; then return 1; fi
  rm -rf "$new" && mkdir -p "$new" || return 1
  if [ -e "$GIVEN" ]; then
    for part in ca etcd/ca front-proxy-ca; do "$HERE/authority.sh" "$part" "$new" || return 1; done
  fi
  mark_new || return 1
  document=$(cat /etc/aksynth/pki.yaml.tmpl) || return 1
  document=${document//@FOLDER@/$new}
  printf '%s\n' "${document//@ADDRESS@/$(master_address)}" | write_file "$new/pki.yaml" 0600 || return 1
  for part in ca front-proxy-ca etcd-ca sa; do
    if [ -s "$new/${part/#etcd-/etcd/}.crt" ]; then continue; fi
    kubeadm init phase certs "$part" --config "$new/pki.yaml" >&2 || return 1
  done
  for file in $PKI_FILES; do args+=(--rawfile "$file" "$new/$file"); done
  jq -n "${args[@]}" '$ARGS.named' | kv_put "$VAULT_MASTERS" pki-bundle || return 1
  log "created the PKI; reading it back from the vault"
}

get_pki() {
  local bundle code=0
  pki_present && return 0
  bundle=$(kv_get "$VAULT_MASTERS" pki-bundle) || code=$?
  if [ "$code" = 0 ]; then install_bundle <<<"$bundle" && pki_present; return; fi
  if [ "$code" = 4 ] && [ "$(master_index)" = 0 ]; then
    make_pki
    rm -rf "$RUN/pki"
    return 1
  fi
  if [ "$code" = 4 ]; then log "no PKI in vault $VAULT_MASTERS yet"; fi
  return 1
}

# What agents need to join: the certificate authority that they must see, and the token that requests a certificate.
offer_join() {
  local code=0
  kv_get "$VAULT_NODES" join >/dev/null || code=$?
  if [ "$code" = 0 ]; then return 0; fi
  if [ "$code" = 4 ] && [ "$(master_index)" = 0 ]; then
    new_token | jq -Rs --rawfile ca "$PKI/ca.crt" '{ca: $ca, token: .}' | kv_put "$VAULT_NODES" join
    return
  fi
  log "no join secret in vault $VAULT_NODES yet"
  return 1
}

retry 10 get_pki
retry 10 offer_join
