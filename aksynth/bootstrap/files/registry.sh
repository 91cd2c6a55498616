#!/bin/bash
# The kubelet's credential provider for Azure container registries, if the model has one. Its project publishes no checksum
# beside the binary. Microsoft's packages of it are signed.
. "${BASH_SOURCE%/*}/lib.sh"
. "${BASH_SOURCE%/*}/packages.sh"

SOURCE=/etc/aksynth/registry
TARGET=/etc/kubernetes/credential-provider
NAME=azure-acr-credential-provider

main() {
  [ -n "$ACR_PROVIDER_VERSION" ] || return 0
  command -v "$NAME" >/dev/null || install_provider "$NAME" "$ACR_PROVIDER_VERSION" ||
    { log "$NAME $ACR_PROVIDER_VERSION cannot be installed from Microsoft or its mirror"; return 1; }
  mkdir -p "$TARGET/bin" && chmod 0755 "$TARGET" "$TARGET/bin" || return 1
  # The kubelet looks for the name in its configuration.
  ln -sfn "$(command -v "$NAME")" "$TARGET/bin/acr-credential-provider" || return 1
  write_file "$TARGET/acr.json" 0600 <"$SOURCE/acr.json" || return 1
  write_file "$TARGET/config.yaml" 0644 <"$SOURCE/config.yaml"
}

retry 15 main
