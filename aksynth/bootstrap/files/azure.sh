#!/bin/bash
# Writes the configuration of the cloud provider. The secret of a service principal is in no other file on the machine, and
# its certificate is in azure.pem only.
. "${BASH_SOURCE%/*}/lib.sh"

CERTIFICATE=${BASH_SOURCE%/*}/azure-certificate.sh
document=$(cat /etc/aksynth/azure.json)
# Only masters of a model with a certificate have the script.
if [ -e "$CERTIFICATE" ]; then "$CERTIFICATE"
elif [ "$AZURE_API" = ServicePrincipal ]; then
  secret=$(kv_get "$VAULT_INPUTS" "$AZURE_SECRET") || { log "cannot read the service principal's secret $AZURE_SECRET in vault $VAULT_INPUTS yet"; exit 1; }
  document=$(printf '%s' "$secret" | jq -Rs --slurpfile azure /etc/aksynth/azure.json '$azure[0] + {aadClientSecret: .}')
fi
if [ "$document" != "$(cat /etc/kubernetes/azure.json 2>/dev/null)" ]; then printf '%s\n' "$document" | write_file /etc/kubernetes/azure.json 0600; fi
[ -e "$CERTIFICATE" ] || rm -f /etc/kubernetes/azure.pem
