"""Values of flags that a component of the control plane refuses when it starts."""

from __future__ import annotations

from pathlib import Path


def refusal(command: list[str]) -> str:
    """What the component says before it ends; blank where it starts."""
    for flag in command[1:]:
        name, _, path = flag.partition("=")
        if name in _KEYS and not Path(path).is_file():
            return f"Error: open {path}: no such file or directory"
    flags = dict(flag.partition("=")[::2] for flag in command[1:])
    if float(flags.get("--goaway-chance", "0")) > 0.02:
        return _GOAWAY
    lease, renewal = (_seconds(flags.get(f"--leader-elect-{name}", value)) for name, value in _ELECTION.items())
    return _LEASE.get(command[0], "") if lease <= renewal else ""


_KEYS = {f"--service-account-{name}-file" for name in ("key", "signing-key", "private-key")}
"""A component of kubernetes v1.36.2 reads them when it starts."""
_GOAWAY = "Error: --goaway-chance can not be less than 0 or greater than 0.02"
"""https://github.com/kubernetes/apiserver/blob/v0.36.2/pkg/server/options/server_run_options.go"""
_LEASE = {
    "kube-controller-manager": "leaseDuration must be greater than renewDeadline",
    "kube-scheduler": "leaderElection.leaseDuration: Invalid value: must be greater than `RenewDeadline`",
}
"""The first panics at https://github.com/kubernetes/client-go/blob/v0.36.2/tools/leaderelection/leaderelection.go; the
second validates with https://github.com/kubernetes/component-base/blob/v0.36.2/config/validation/validation.go"""
_ELECTION = {"lease-duration": "15s", "renew-deadline": "10s"}


def _seconds(text: str) -> float:
    return float(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]]
