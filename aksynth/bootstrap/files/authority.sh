#!/bin/bash
# authority.sh FILES FOLDER: if the model names a certificate authority for FILES (ca, etcd/ca or front-proxy-ca), reads it
# from its vault, checks it, and writes FOLDER/FILES.crt and .key. For ca it also writes FOLDER/ca-chain.crt, with the
# certificates of all issuers. It writes nothing if a check fails.
. "${BASH_SOURCE%/*}/lib.sh"

FILES=$1 FOLDER=$2
WORK=$RUN/authority
# The front proxy is a client only.
case $FILES in front-proxy-ca) PURPOSES=sslclient ;; *) PURPOSES="sslserver sslclient" ;; esac
# Certificates are valid for one year, and those of the cluster must not be valid for longer than their authority.
YEAR=$((365 * 24 * 3600))
VERIFY="openssl verify -no-CApath -no-CAstore -auth_level 2"

refuse() { log "secret $SECRET in vault $VAULT cannot be the certificate authority $FILES: $*"; return 1; }

# AKS Engine's vaults have the text in base64.
read_pem() { # VAULT SECRET
  local text code=0
  text=$(kv_get "$1" "$2") || code=$?
  if [ "$code" = 4 ]; then log "vault $1 has no secret $2 yet, which the model names for the certificate authority $FILES"; fi
  [ "$code" = 0 ] || return 1
  if [[ $text != *-----BEGIN* ]]; then text=$(base64 -d <<<"$text" 2>/dev/null | tr -d '\0') || true; fi
  [[ $text == *-----BEGIN* ]] || { refuse "secret $2 is not PEM text; a certificate of the vault needs the content type application/x-pem-file"; return 1; }
  printf '%s\n' "$text"
}

# Each certificate and key gets its own file: 1.crt, 2.crt, ... and 1.key, ...
split_pem() {
  tr -d '\r' | awk -v folder="$WORK" '
    /^-----BEGIN / { kind = (/CERTIFICATE--/ ? "crt" : (/PRIVATE KEY--/ ? "key" : "")); file = folder "/" ++count[kind] "." kind }
    kind { print > file }
    /^-----END / { kind = "" }'
}

fetch() {
  local texts
  rm -rf "$WORK" && mkdir -p "$WORK" || return 1
  texts=$(read_pem "$VAULT" "$SECRET") || return 1
  if [ "$KEY_VAULT $KEY_SECRET" != "$VAULT $SECRET" ]; then texts+=$'\n'$(read_pem "$KEY_VAULT" "$KEY_SECRET") || return 1; fi
  split_pem <<<"$texts"
}

# Kubernetes reads RSA keys, and ECDSA keys of three curves.
read_key() {
  local about
  [ -e "$WORK/1.key" ] || { refuse "the private key is missing"; return 1; }
  [ ! -e "$WORK/2.key" ] || { refuse "there are two private keys"; return 1; }
  if grep -q ENCRYPTED "$WORK/1.key"; then refuse "the private key has a passphrase; store it without one"; return 1; fi
  about=$(openssl pkey -pubout -text_pub -in "$WORK/1.key" 2>/dev/null) || { refuse "the private key cannot be read"; return 1; }
  PUBLIC=${about%%END PUBLIC KEY*}
  [[ $about =~ $'\n'(RSA )?Public-Key: && $about =~ Modulus:|"ASN1 OID: "(prime256v1|secp384r1|secp521r1) ]] ||
    { refuse "the private key is neither RSA nor ECDSA with P-256, P-384 or P-521"; return 1; }
}

field() { sed -n "s/^$1=//p" <<<"$2"; }

# Reads each certificate once: the next one must be that of its issuer, and the last one a root.
read_certificates() {
  local number=0 about issuer="" subject=""
  [ -e "$WORK/1.crt" ] || { refuse "the certificate is missing"; return 1; }
  while [ -e "$WORK/$((++number)).crt" ]; do
    about=$(openssl x509 -subject -issuer -enddate -pubkey -ext basicConstraints,keyUsage -nameopt RFC2253 \
      -in "$WORK/$number.crt" 2>/dev/null) || { refuse "certificate $number cannot be read"; return 1; }
    sed -n '/-BEGIN CERTIFICATE-/,$p' <<<"$about" >"$WORK/$number.crt"
    if [ "$number" = 1 ]; then FIRST=$about; elif [ "$(field subject "$about")" != "$issuer" ]; then
      refuse "the certificate after $subject must be that of its issuer, $issuer"
      return 1
    fi
    issuer=$(field issuer "$about") subject=$(field subject "$about")
  done
  LAST=$((number - 1))
  [ "$issuer" = "$subject" ] || { refuse "the chain ends before a root: append the certificate of $issuer"; return 1; }
}

may_sign() {
  local name end left
  name=$(field subject "$FIRST") end=$(field notAfter "$FIRST")
  left=$(($(date -d "$end" +%s) - EPOCHSECONDS)) || return 1
  [[ $FIRST == *"$PUBLIC"* ]] || { refuse "the private key is not that of the first certificate, $name"; return 1; }
  [ "$left" -gt 0 ] || { refuse "$name expired on $end"; return 1; }
  [ "$left" -gt "$YEAR" ] || { refuse "$name expires on $end, and must be valid for at least one more year"; return 1; }
  [[ $FIRST == *CA:TRUE* ]] || { refuse "$name is not an authority: its basicConstraints do not have CA:TRUE"; return 1; }
  [[ $FIRST != *"Key Usage"* || $FIRST == *"Certificate Sign"* ]] || { refuse "the keyUsage of $name does not have keyCertSign"; return 1; }
}

# Whoever has a certificate of etcd's authority can read all of etcd.
is_no_other() {
  local other
  for other in ca etcd/ca; do
    if [ ! -e "$FOLDER/$other.key" ] || [ "$other" = "$FILES" ]; then continue; fi
    [[ $(openssl pkey -pubout -in "$FOLDER/$other.key") != "$PUBLIC"* ]] || { refuse "it has the private key of the authority $other"; return 1; }
  done
}

# Names that its certificates will have: an authority may be restricted to some.
names() {
  case $FILES in
    ca) cat /etc/aksynth/cert-names; printf '%s\n' "$SERVICE_ADDRESS" kubernetes{,.default{,.svc{,.cluster.local}}} ;;&
    etcd/ca) printf '%s\n' 127.0.0.1 ::1 localhost ;;&
    ca | etcd/ca) awk '{ print $1; print $3 }' /etc/aksynth/masters ;;
  esac | awk 'NF { printf "%s%s:%s", (n++ ? "," : "subjectAltName="), (/^[0-9.]+$|:/ ? "IP" : "DNS"), $1 }'
}

# Signs a certificate as kubeadm will, and verifies it with the whole chain: signatures, lengths of paths, and restrictions.
signs_valid() {
  local purpose said
  printf '[req]\ndistinguished_name = name\nx509_extensions = trial\n[name]\n[trial]\n%s\n' "$(names)" >"$WORK/trial.cnf"
  openssl req -x509 -config "$WORK/trial.cnf" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/trial.key" -subj /CN=trial \
    -CA "$WORK/1.crt" -CAkey "$WORK/1.key" -set_serial 1 -days 1 -out "$WORK/trial.crt" 2>/dev/null || { refuse "it cannot sign a certificate"; return 1; }
  cat "$WORK"/[0-9]*.crt >"$WORK/chain"
  for purpose in $PURPOSES; do
    said=$($VERIFY -purpose "$purpose" -CAfile "$WORK/$LAST.crt" -untrusted "$WORK/chain" "$WORK/trial.crt" 2>&1) ||
      { refuse "a certificate that it signs is not valid ($purpose): $(grep -m 1 '^error' <<<"$said")"; return 1; }
  done
}

install_authority() {
  local number
  # In the form that kubeadm writes and reads.
  openssl pkey -in "$WORK/1.key" | write_file "$FOLDER/$FILES.key" 0600 && write_file "$FOLDER/$FILES.crt" 0644 <"$WORK/1.crt" || return 1
  [ "$FILES" = ca ] || return 0
  for ((number = 1; number <= LAST; number++)); do cat "$WORK/$number.crt"; done | write_file "$FOLDER/ca-chain.crt" 0644
}

trap 'rm -rf "$WORK"' EXIT
SERVICE_ADDRESS=$(sed -n 's/^service //p' /etc/aksynth/authorities)
row=$(grep "^$FILES " /etc/aksynth/authorities) || exit 0
read -r _ VAULT SECRET KEY_VAULT KEY_SECRET <<<"$row"
fetch && read_key && read_certificates && may_sign && is_no_other && signs_valid && install_authority
