#!/bin/bash
# Leaf certificates are valid for one year. All are renewed two months before they expire, at a different time on each master.
# Authorities are not renewed.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

SECONDS_LEFT=$((60 * 24 * 3600))
YEAR=$((365 * 24 * 3600))
MANIFESTS=/etc/kubernetes/manifests
COMPONENTS="etcd kube-apiserver kube-controller-manager kube-scheduler"

AUTHORITIES="$PKI/ca.crt $PKI/etcd/ca.crt $PKI/front-proxy-ca.crt"

expiring() {
  local file
  for file in "$PKI"/*.crt "$PKI"/etcd/*.crt; do
    if [[ " $AUTHORITIES $PKI/ca-chain.crt " == *" $file "* ]]; then continue; fi
    openssl x509 -noout -checkend "$SECONDS_LEFT" -in "$file" >/dev/null || { log "$file expires soon"; return 0; }
  done
  return 1
}

# In their last year, certificates are valid for longer than the authority, and end with it.
warn_of_authorities() {
  local file
  for file in $AUTHORITIES; do
    openssl x509 -noout -checkend "$YEAR" -in "$file" >/dev/null ||
      log "the authority $file expires on $(openssl x509 -noout -enddate -in "$file" | sed 's/^notAfter=//'), and the cluster with it: docs/certificates.md"
  done
}

api_answers() { kube get --raw /readyz >/dev/null; }

# A static pod reads its certificates when it starts. The kubelet stops it when its manifest is removed and starts it when
# the manifest is back. The kubelet itself does not restart.
restart() {
  local manifest=$MANIFESTS/$1.yaml
  mv "$manifest" "$STATE/$1.yaml"
  sleep 30
  mv "$STATE/$1.yaml" "$manifest"
}

# Restores manifests after a reboot during a restart. A manifest that was written in the meantime is the newer one.
bring_back() {
  local name
  for name in $COMPONENTS; do
    if [ -e "$STATE/$name.yaml" ]; then mv -n "$STATE/$name.yaml" "$MANIFESTS/$name.yaml" && rm -f "$STATE/$name.yaml"; fi
  done
}

alone bring_back
warn_of_authorities
if expiring; then
  kubeadm certs renew all --config /etc/kubernetes/kubeadm.yaml
  for name in $COMPONENTS; do
    alone restart "$name"
    retry 5 api_answers
  done
fi
retry 30 "${BASH_SOURCE%/*}/kubeconfig.sh"
