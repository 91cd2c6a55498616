# shellcheck shell=bash
# Sourced by the first program of a machine, in namespaces of its own: puts the machine's disk over the real paths.
for part in etc opt usr/local var root home; do
  mount -t overlay overlay -o "lowerdir=/$part,upperdir=$MACHINE/upper/$part,workdir=$MACHINE/work/$part" "/$part"
done
mount -t tmpfs run /run
mkdir -p /dev/disk
mount -t tmpfs disk /dev/disk
mkdir -p /dev/disk/azure/scsi1
hostname "$NAME"
ip link set lo up
