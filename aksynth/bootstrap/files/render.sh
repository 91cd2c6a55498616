#!/bin/bash
# render.sh FILE: the kubeadm documents of this master. The token is put in by the shell itself, which has no argument
# list for others to read.
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
