#!/bin/bash
# render.sh FILE: renders the kubeadm documents of this master. The shell itself inserts the token, so it is in no argument
# list that other users can read.
. "${BASH_SOURCE%/*}/lib.sh"

join=$(kv_get "$VAULT_NODES" join)
token=$(jq -er .token <<<"$join")
initial=existing members=
if [ -s "$STATE/etcd" ]; then read -r initial members <"$STATE/etcd"; fi
document=$(cat /etc/aksynth/kubeadm.yaml.tmpl)
document=${document//@TOKEN@/$token}
document=${document//@NAME@/$(node_name)}
document=${document//@ADDRESS@/$(master_address)}
document=${document//@INITIAL@/$initial}
document=${document//@CLUSTER@/$members}
printf '%s\n' "$document" | write_file "$1" 0600
