#!/bin/bash
# Publishes the documents with which Microsoft Entra ID checks tokens of service accounts, as the API server has them: public
# keys, and where they are. Everybody may read them. Every master runs it, and writes only what is missing or differs.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=blob.sh
. "${BASH_SOURCE%/*}/blob.sh"

# shellcheck disable=SC2034
CONTAINER_URL=$ISSUER
WORK=$RUN/issuer

# is_public DOCUMENT: whether everybody reads what the API server has. No token is sent.
is_public() {
  ANSWER=$(curl -sS -m 20 -o "$WORK/public" -w '%{http_code}' "$ISSUER/$1") || ANSWER="no answer"
  [ "$ANSWER" != 200 ] || cmp -s "$WORK/new" "$WORK/public" || ANSWER="another document"
  [ "$ANSWER" = 200 ]
}

publish() { # DOCUMENT JQ-CONDITION
  kube get --raw "/$1" >"$WORK/new" || { log "the API server has no /$1 yet"; return 1; }
  jq -e --arg issuer "$ISSUER" "$2" "$WORK/new" >/dev/null || { log "/$1 of the API server is not that of $ISSUER yet"; return 1; }
  if is_public "$1"; then return 0; fi
  blob_call "$WORK/answer" "/$1" -T "$WORK/new" -H 'x-ms-blob-type: BlockBlob' -H 'Content-Type: application/json'
  [ "$STATUS" = 201 ] || { say "writing $1"; return 1; }
  is_public "$1" || { log "$ISSUER/$1 is written, but not everybody can read it: $ANSWER"; return 1; }
  log "published $ISSUER/$1"
}

if [ -z "$ISSUER" ]; then exit 0; fi
exec 9>"$RUN/issuer.lock"
flock 9
rm -rf "$WORK"
mkdir "$WORK"
trap 'rm -rf "$WORK"' EXIT
publish openid/v1/jwks '.keys | length > 0 and all(.[]; has("kid") and (has("d") | not))'
publish .well-known/openid-configuration ".issuer == \$issuer and .jwks_uri == \$issuer + \"/openid/v1/jwks\""
