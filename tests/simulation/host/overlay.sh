# shellcheck shell=bash
# Sourced by the first program of a machine, in namespaces of its own: puts the machine's disk over the real paths.
folders="etc opt usr/local var root home"
if [ -n "${FLATCAR:-}" ]; then folders="etc opt var root home"; fi
for part in $folders; do
  mount -t overlay overlay -o "lowerdir=/$part,upperdir=$MACHINE/upper/$part,workdir=$MACHINE/work/$part" "/$part"
done
if [ -n "${FLATCAR:-}" ]; then mount --bind /usr /usr && mount -o remount,bind,ro /usr; fi
mount -t tmpfs run /run
mkdir -p /dev/disk
mount -t tmpfs disk /dev/disk
mkdir -p /dev/disk/azure/scsi1
echo "${FIRST_NAME:-$NAME}" >/proc/sys/kernel/hostname
ip link set lo up
