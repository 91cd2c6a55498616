"""The key that signs tokens of service accounts is rotated on masters that run."""

from __future__ import annotations

import re

from clusters import changed, example

from ..cloud import Cloud, Node
from ..estate import Estate
from ..look import kubectl
from ..rendered import rendered

_API = "/etc/kubernetes/manifests/kube-apiserver.yaml"
_NEXT = "/etc/kubernetes/pki/sa-2.pub"
_STEPS = (
    ([2, 1], "API servers do not accept tokens of key 2 yet"),
    ([1, 2], ""),
    ([2], "API servers still sign with key 1"),
    ([2, 1], ""),
    ([2], ""),
)
"""Versions of the key, and why the masters do not change."""


def rotate_signing_key(cloud: Cloud, estates: dict[str, Estate]) -> None:
    """One master after the other. At each moment, every API server accepts the tokens of all others."""
    masters = cloud.masters()
    first = masters[0].read("/etc/kubernetes/pki/sa.pub")
    for versions, why in _STEPS:
        cloud.estate = _with(estates, versions)
        for master in masters[:1] if why else masters:
            said = master.apply(check=not why, patience="0" if why else "60")
            assert (why or "has reached") in said, said
            for one in masters:
                assert _signs(one) in set.intersection(*map(_accepted, masters)), (versions, master.name, one.name)
    assert {_signs(master) for master in masters} == {masters[0].read(_NEXT)} != {first}
    assert all(_accepted(master) == {masters[0].read(_NEXT)} for master in masters)
    assert len({kubectl(master, "get --raw /openid/v1/jwks") for master in masters}) == 1


def _with(estates: dict[str, Estate], versions: list[int]) -> Estate:
    plain = example("ha")
    return rendered(estates["three"], plain, changed(plain, "properties.aksynth.signingKeyVersions", versions))


def _files(master: Node, flag: str) -> list[str]:
    return re.findall(rf"--service-account-{flag}-file=(\S+)", master.read(_API))


def _accepted(master: Node) -> set[str]:
    """Public keys."""
    return {master.read(path) for path in _files(master, "key")}


def _signs(master: Node) -> str:
    (path,) = _files(master, "signing-key")
    return master.read(path.replace(".key", ".pub"))
