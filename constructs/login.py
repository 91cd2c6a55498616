"""Who may log in to a machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Login:
    """The administrator of a machine and the public SSH keys that log in as this user."""

    admin_username: str
    ssh_keys: Sequence[str]
