#!/bin/bash
# gpu.sh: loads the NVIDIA driver and makes its devices. It installs the driver and the hook that prepares containers for it,
# unless the image has them. The driver is Ubuntu's, whose modules are built and signed for each kernel.
. "${BASH_SOURCE%/*}/lib.sh"
. "${BASH_SOURCE%/*}/packages.sh"
# shellcheck source=/dev/null
. /etc/aksynth/gpu

KERNEL=$(uname -r)
BOOTED=$STATE/gpu-kernel
TOOLKIT=nvidia-container-toolkit-base
NVIDIA=https://nvidia.github.io/libnvidia-container
LIST=/etc/apt/sources.list.d/nvidia.list
KEYRING=/etc/apt/keyrings/nvidia.asc

installed() { dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$1" 2>/dev/null | awk '$1 ~ /^.i/ { print $2 }' || true; }

has_modules() { modinfo -k "$1" nvidia >/dev/null 2>&1; }

# The driver's packages change only with the kernel: with other libraries than the loaded modules have, no new container
# could use a GPU. Packages with a version in their name are left alone, so that old ones go.
mark() { # hold|unhold
  local names
  mapfile -t names < <(installed '*nvidia*' | grep -v '[.][0-9]*[.-]' || true)
  if [ "${#names[@]}" -gt 0 ]; then apt-mark "$1" "${names[@]}" >/dev/null; fi
}

# The modules follow the package that brings new kernels, such as linux-image-azure or linux-image-azure-lts-24.04.
install_driver() {
  local kernel packages
  kernel=$(installed 'linux-image-azure*' | sed -n '1s/^linux-image-//p')
  if [ -z "$kernel" ]; then
    log "Ubuntu has no NVIDIA modules for the kernel $KERNEL of this image: install the driver in the image"
    return 1
  fi
  packages=("linux-image-$kernel" "linux-modules-nvidia-$GPU_BRANCH-$kernel" "nvidia-headless-no-dkms-$GPU_BRANCH" "nvidia-utils-$GPU_BRANCH")
  if [ "$GPU_SWITCHES" = true ]; then packages+=("nvidia-fabricmanager-${GPU_BRANCH%-server}"); fi
  mark unhold || return 1
  { apt update && apt install --no-install-recommends "${packages[@]}"; } ||
    { log "the NVIDIA driver $GPU_BRANCH cannot be installed from the package sources of this machine"; return 1; }
}

# The package source is limited to this package.
install_toolkit() {
  local code=0
  download "$NVIDIA/gpgkey" | write_file "$KEYRING" 0644 || return 1
  printf 'deb [signed-by=%s] %s /\n' "$KEYRING" "$(source_of "$NVIDIA/stable/deb/$(dpkg --print-architecture)")" | write_file "$LIST" 0644 ||
    return 1
  { apt update && apt install "$TOOLKIT=$GPU_TOOLKIT-*"; } || code=1
  rm -f "$LIST"
  [ "$code" = 0 ] || log "$TOOLKIT $GPU_TOOLKIT cannot be installed from $NVIDIA or its mirror"
  return "$code"
}

# The archive has modules for its newest kernel, which an older image boots into once.
boot_kernel() {
  local found
  found=$(installed "linux-modules-nvidia-$GPU_BRANCH-[0-9]*" | sed "s/^linux-modules-nvidia-$GPU_BRANCH-//" | sort -V | tail -n 1)
  if [ -z "$found" ] || [ "$(cat "$BOOTED" 2>/dev/null)" = "$found" ]; then
    log "this machine runs the kernel $KERNEL, and the NVIDIA modules are for ${found:-none of its kernels}"
    return 1
  fi
  printf '%s' "$found" | write_file "$BOOTED" 0600
  log "the NVIDIA modules are for the kernel $found: restarting the machine, which runs $KERNEL"
  systemctl reboot
  return 1
}

# A container keeps its devices when systemd reloads only if they have links in /dev/char.
load() {
  local said
  # The driver's packages keep nouveau away from the next boot on.
  said=$({ modprobe -r nouveau; modprobe nvidia && nvidia-smi -L && nvidia-ctk --quiet system create-device-nodes --control-devices --load-kernel-modules &&
    nvidia-ctk --quiet system create-dev-char-symlinks --create-all; } 2>&1) && return 0
  log "the NVIDIA driver does not work: ${said//$'\n'/; }"
  return 1
}

main() {
  if ! has_modules "$KERNEL" || ! command -v nvidia-smi >/dev/null; then install_driver || return 1; fi
  command -v nvidia-cdi-hook >/dev/null || install_toolkit || return 1
  mark hold || return 1
  has_modules "$KERNEL" || boot_kernel || return 1
  rm -f "$BOOTED"
  load || return 1
  [ "$GPU_SWITCHES" = false ] || systemctl enable --now nvidia-fabricmanager ||
    { log "the Fabric Manager, which the GPUs of this size need, does not start"; return 1; }
}

main
