#!/bin/bash
# Stores the administrator's kubeconfigs in the vault *access*, and renews them two months before they expire. Deleting a
# binding revokes the rights of their group. This is not possible for system:masters. The kubeconfigs for the login with
# Microsoft Entra ID contain no secret.
. "${BASH_SOURCE%/*}/lib.sh"

SECONDS_LEFT=$((60 * 24 * 3600))
LOGIN=/etc/aksynth/kubeconfig-login.tmpl
# With the issuers of an authority, because OpenSSL accepts no chain that ends before a root.
TRUST=$(base64 -w0 "$([ -e "$PKI/ca-chain.crt" ] && echo "$PKI/ca-chain.crt" || echo "$PKI/ca.crt")")

is_current() {
  sed -n 's/.*client-certificate-data: //p' <<<"$1" | base64 -d | openssl x509 -noout -checkend "$SECONDS_LEFT" >/dev/null 2>&1
}

publish() { # NAME SERVER
  local old code=0
  old=$(kv_get "$VAULT_ACCESS" "$1") || code=$?
  if [ "$code" = 1 ]; then return 1; fi
  if [ "$code" = 0 ] && is_current "$old" && grep -q "server: $2\$" <<<"$old"; then return 0; fi
  kubeadm kubeconfig user --config /etc/kubernetes/kubeadm.yaml --org kubeadm:cluster-admins \
    --client-name "$CLUSTER-admin" --validity-period 8760h |
    sed "s|server: .*|server: $2|; s|certificate-authority-data: .*|certificate-authority-data: $TRUST|" | kv_put "$VAULT_ACCESS" "$1"
}

publish_login() { # NAME SERVER
  local old code=0 new
  if [ ! -e "$LOGIN" ]; then return 0; fi
  new=$(sed "s|@SERVER@|$2|; s|@CA@|$TRUST|" "$LOGIN")
  old=$(kv_get "$VAULT_ACCESS" "$1") || code=$?
  if [ "$code" = 1 ]; then return 1; fi
  if [ "$code" = 0 ] && [ "$old" = "$new" ]; then return 0; fi
  kv_put "$VAULT_ACCESS" "$1" <<<"$new"
}

publish kubeconfig "https://$API_NAME:6443"
publish_login kubeconfig-login "https://$API_NAME:6443"
if [ -n "$PUBLIC_NAME" ]; then
  publish kubeconfig-public "https://$PUBLIC_NAME:443"
  publish_login kubeconfig-login-public "https://$PUBLIC_NAME:443"
fi
