"""The eight digits in names are AKS Engine's."""

from __future__ import annotations

import pytest

from aksynth.blueprint.suffix import name_suffix


@pytest.mark.parametrize(
    ("dns_prefix", "suffix"),
    [
        ("mycluster", "11161905"),
        ("masterdns1", "31559618"),
        ("foo", "28513887"),
        ("MyCluster", "22892591"),
        ("abc", "64379487"),
        ("aksynth-test", "34399464"),
        ("Private-Cluster-01", "47223856"),
    ],
)
def test_suffix(dns_prefix: str, suffix: str) -> None:
    """AKS Engine itself gave these suffixes to clusters with these prefixes."""
    assert name_suffix(dns_prefix) == suffix
