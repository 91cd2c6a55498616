#!/bin/bash
# What a node needs of its kernel and its hosts file, at every boot.
. "${BASH_SOURCE%/*}/lib.sh"

# A boot depends on no DNS zone. A master speaks to its own API server: Azure's internal load balancer does not bring
# a machine back to itself.
hosts_line() {
  local address=$API_ADDRESS
  if [ "$ROLE" = master ]; then address=127.0.0.1; fi
  printf '%s %s # aksynth' "$address" "$API_NAME"
}

write_hosts() {
  local text
  text=$(grep -v '# aksynth$' /etc/hosts || true; hosts_line)
  [ "$text" = "$(cat /etc/hosts)" ] || printf '%s\n' "$text" | write_file /etc/hosts 0644
}

# block ADDRESS PORT: what pods send there is forwarded by the node; what the node itself sends is not. The table mangle
# comes before filter, where kube-proxy accepts what it has marked.
block() {
  local rule=(FORWARD -d "$1" -p tcp --dport "$2" -j DROP)
  iptables -w -t mangle -C "${rule[@]}" 2>/dev/null || iptables -w -t mangle -I "${rule[@]}"
  # Earlier releases had the rule here.
  while iptables -w -D "${rule[@]}" 2>/dev/null; do :; done
}

modprobe -a overlay br_netfilter
sysctl -q -p /etc/sysctl.d/90-aksynth.conf
swapoff -a
write_hosts
# CVE-2021-27075: the wire server has the machine's settings, and serves them on both ports. Its DNS stays open. The
# metadata service hands out the node identity's tokens.
block 168.63.129.16 80
block 168.63.129.16 32526
block 169.254.169.254 80
