"""Charts of other projects."""

from __future__ import annotations


def chart(address: str, namespace: str = "kube-system") -> str:
    """A file NAME.chart, which addons.sh reads as variables of the shell. Its values are beside it, in
    NAME.values.yaml."""
    return f"CHART='{address}'\nCHART_NAMESPACE='{namespace}'\n"
