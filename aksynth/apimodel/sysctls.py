"""Kernel settings."""

from __future__ import annotations

SYSCTLS = {
    "net.core.message_burst": "80",
    "net.core.message_cost": "40",
    "net.core.somaxconn": "16384",
    "net.ipv4.tcp_max_syn_backlog": "16384",
    "net.ipv4.neigh.default.gc_thresh1": "4096",
    "net.ipv4.neigh.default.gc_thresh2": "8192",
    "net.ipv4.neigh.default.gc_thresh3": "16384",
    "net.ipv4.tcp_retries2": "8",
    "net.ipv4.ip_forward": "1",
    "kernel.dmesg_restrict": "0",
}
"""AKS Engine's own kernel settings, which every node has."""
