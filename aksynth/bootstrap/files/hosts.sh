# shellcheck shell=bash
# Sourced after lib.sh: the names of the API and of private endpoints in the hosts file.

# A boot does not depend on a DNS zone. A master uses its own API server, because Azure's internal load balancer does not
# deliver a connection to the machine that opened it.
hosts_line() {
  local address=$API_ADDRESS
  if [ "$ROLE" = master ]; then address=127.0.0.1; fi
  printf '%s %s # aksynth' "$address" "$API_NAME"
}

# The addresses of private endpoints are fixed, and DNS servers of the network may not know their names.
private_lines() {
  local pair
  for pair in $PRIVATE_NAMES; do printf '%s %s # aksynth\n' "${pair%%=*}" "${pair#*=}"; done
}

write_hosts() {
  local text
  # Flatcar has no file: the names that every machine knows are in another one.
  [ -e /etc/hosts ] || write_file /etc/hosts 0644 </dev/null
  text=$(grep -v '# aksynth$' /etc/hosts || true; private_lines; hosts_line)
  [ "$text" = "$(cat /etc/hosts)" ] || printf '%s\n' "$text" | write_file /etc/hosts 0644
}
