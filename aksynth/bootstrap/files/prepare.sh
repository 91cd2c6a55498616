#!/bin/bash
# Prepares the kernel and the hosts file of a node, at every boot.
. "${BASH_SOURCE%/*}/lib.sh"
. "${BASH_SOURCE%/*}/hosts.sh"

# block ADDRESS PORT: pods' traffic to it passes FORWARD, and the node's own traffic does not. The table mangle comes before
# filter, where kube-proxy accepts what it has marked.
block() {
  local rule=(FORWARD -d "$1" -p tcp --dport "$2" -j DROP)
  iptables -w -t mangle -C "${rule[@]}" 2>/dev/null || iptables -w -t mangle -I "${rule[@]}"
  # Earlier releases had the rule here.
  while iptables -w -D "${rule[@]}" 2>/dev/null; do :; done
}

# systemd-resolved started before the file was written.
follow_search_domain() {
  local file=/etc/systemd/resolved.conf.d/aksynth.conf
  if [ ! -e "$file" ] && [ ! -e "$STATE/resolved" ]; then return 0; fi
  follow resolved "$(cat "$file" 2>/dev/null)" systemctl restart systemd-resolved
}

modprobe -a overlay br_netfilter
sysctl -q -p /etc/sysctl.d/90-aksynth.conf
swapoff -a
write_hosts
follow_search_domain
# CVE-2021-27075: the wire server has the settings of the machine and serves them on both ports. Its DNS stays reachable.
# The metadata service issues tokens of the node's identity.
block 168.63.129.16 80
block 168.63.129.16 32526
block 169.254.169.254 80
