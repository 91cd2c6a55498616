#!/bin/bash
# The kubelet's credential provider for Azure container registries, if the model has one. Its project publishes no checksum
# beside the binary. Microsoft's package of it is signed, and apt checks the signature.
. "${BASH_SOURCE%/*}/lib.sh"
. "${BASH_SOURCE%/*}/packages.sh"

SOURCE=/etc/aksynth/registry
TARGET=/etc/kubernetes/credential-provider
NAME=azure-acr-credential-provider
LIST=/etc/apt/sources.list.d/microsoft.list
KEYRING=/etc/apt/keyrings/microsoft.asc
MICROSOFT=https://packages.microsoft.com

# The package source is limited to this package.
install_provider() {
  local code=0 release
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && printf '%s %s' "$VERSION_ID" "$VERSION_CODENAME") || return 1
  download "$MICROSOFT/keys/microsoft.asc" | write_file "$KEYRING" 0644 || return 1
  printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" "$(source_of "$MICROSOFT/ubuntu/${release% *}/prod")" "${release#* }" | write_file "$LIST" 0644 || return 1
  { apt update && apt install "$NAME=$ACR_PROVIDER_VERSION-*" && apt-mark hold "$NAME"; } || code=1
  rm -f "$LIST"
  [ "$code" = 0 ] || log "$NAME $ACR_PROVIDER_VERSION cannot be installed from $MICROSOFT or its mirror"
  return "$code"
}

main() {
  [ -n "$ACR_PROVIDER_VERSION" ] || return 0
  command -v "$NAME" >/dev/null || install_provider || return 1
  mkdir -p "$TARGET/bin" && chmod 0755 "$TARGET" "$TARGET/bin" || return 1
  # The kubelet looks for the name in its configuration.
  ln -sfn "$(command -v "$NAME")" "$TARGET/bin/acr-credential-provider" || return 1
  write_file "$TARGET/acr.json" 0600 <"$SOURCE/acr.json" || return 1
  write_file "$TARGET/config.yaml" 0644 <"$SOURCE/config.yaml"
}

retry 15 main
