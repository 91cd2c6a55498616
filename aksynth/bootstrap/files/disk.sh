#!/bin/bash
# Mounts etcd's disk. Azure attaches it after the machine has started, so the caller retries until it is attached.
. "${BASH_SOURCE%/*}/lib.sh"

data_disk() {
  local link
  for link in /dev/disk/azure/data/by-lun/0 /dev/disk/azure/scsi1/lun0; do
    if [ -e "$link" ]; then readlink -f "$link"; return 0; fi
  done
  log "the disk at lun 0 is not attached yet"
  return 1
}

# A disk with any content is never formatted. blkid reads the disk itself, because udev may not know the content of a disk
# that has just been attached. Exit code 2 is "no signature found". Any other code keeps the disk as it is.
is_blank() {
  local code=0
  blkid -p "$1" >/dev/null || code=$?
  [ "$code" = 2 ]
}

if ! mountpoint -q "$ETCD_DISK"; then
  disk=$(data_disk)
  if is_blank "$disk"; then
    # The manifest belongs to another disk: with its flags etcd could start a new cluster on this one.
    rm -f /etc/kubernetes/manifests/etcd.yaml
    mkfs.ext4 -q -L etcd_disk -m 0 "$disk"
  fi
  if ! grep -q 'LABEL=etcd_disk' /etc/fstab; then
    echo "LABEL=etcd_disk $ETCD_DISK ext4 defaults,nofail,x-systemd.device-timeout=120s 0 2" >>/etc/fstab
  fi
  mkdir -p "$ETCD_DISK"
  mount "$ETCD_DISK"
fi
install -d -m 0700 "$ETCD_DISK/etcd"
