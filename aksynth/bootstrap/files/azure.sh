#!/bin/bash
# Writes the configuration of the cloud provider. It is the only file on the machine with a service principal's secret.
. "${BASH_SOURCE%/*}/lib.sh"

document=$(cat /etc/aksynth/azure.json)
if [ "$AZURE_API" = ServicePrincipal ]; then
  secret=$(kv_get "$VAULT_INPUTS" "$AZURE_SECRET") || { log "cannot read the service principal's secret $AZURE_SECRET in vault $VAULT_INPUTS yet"; exit 1; }
  document=$(printf '%s' "$secret" | jq -Rs --slurpfile azure /etc/aksynth/azure.json '$azure[0] + {aadClientSecret: .}')
fi
if [ "$document" = "$(cat /etc/kubernetes/azure.json 2>/dev/null)" ]; then exit 0; fi
printf '%s\n' "$document" | write_file /etc/kubernetes/azure.json 0600
