# shellcheck shell=bash
# Sourced after lib.sh: the name of the API in the hosts file.

# A boot does not depend on a DNS zone. A master uses its own API server, because Azure's internal load balancer does not
# deliver a connection to the machine that opened it.
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
