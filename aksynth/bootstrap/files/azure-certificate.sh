#!/bin/bash
# Writes the certificate of the service principal with its key, as PEM without a password. It writes nothing if a client could
# not read it.
. "${BASH_SOURCE%/*}/lib.sh"

PEM=/etc/kubernetes/azure.pem

fault() { log "certificate $AZURE_SECRET in vault $VAULT_INPUTS $*"; exit 1; }

# from_pfx BASE64 [OPTION]: the key and the certificates of a PFX file without a password.
from_pfx() { base64 -d <<<"$1" 2>/dev/null | openssl pkcs12 -nodes -passin pass: "${@:2}" 2>/dev/null; }

# A vault has a certificate as PEM, or as PFX in base64. Old PFX files have ciphers that OpenSSL 3 calls legacy.
as_pem() { # VALUE
  if [[ $1 == *-----BEGIN* ]]; then tr -d '\r' <<<"$1"; else from_pfx "$1" || from_pfx "$1" -legacy; fi
}

modulus_of() { openssl "$1" -noout -modulus <<<"$2" 2>/dev/null; }

# leaf_of CERTIFICATES MODULUS: the certificate of the key. A chain may have any order.
leaf_of() {
  local rest=$1 one end='-----END CERTIFICATE-----'
  while [[ $rest == *"$end"* ]]; do
    one=${rest%%"$end"*}$end
    rest=${rest#*"$end"}
    if [ "$(modulus_of x509 "$one")" = "$2" ]; then printf '%s' "$one"; return 0; fi
  done
  return 1
}

value=$(kv_get "$VAULT_INPUTS" "$AZURE_SECRET") ||
  { log "cannot read the service principal's certificate $AZURE_SECRET in vault $VAULT_INPUTS yet"; exit 1; }
value=$(as_pem "$value") || fault "is neither PEM nor PFX without a password"
# Clients read one key only, in a form that OpenSSL writes.
{ key=$(openssl pkey -passin pass: <<<"$value" 2>/dev/null) && modulus=$(modulus_of rsa "$key"); } ||
  fault "has no RSA key without a password: its policy must have an exportable RSA key"
chain=$(sed -n '/^-----BEGIN CERTIFICATE-/,/^-----END/p' <<<"$value")
leaf=$(leaf_of "$chain" "$modulus") || fault "does not have the certificate of its key"
# A new master needs etcd and the API server first, and they run without Azure.
if ! openssl x509 -noout -checkend 0 <<<"$leaf" >/dev/null; then
  [ ! -s "$PEM" ] || fault "has expired"
  log "certificate $AZURE_SECRET in vault $VAULT_INPUTS has expired: nothing can use Azure until the vault has another one"
fi
pem=$key$'\n'$chain
if [ "$pem" != "$(cat "$PEM" 2>/dev/null)" ]; then printf '%s\n' "$pem" | write_file "$PEM" 0600; fi
