"""Images as containerd pulls them: from the registry in their name, or from where `certs.d` says."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from urllib.parse import urlparse

from ..download import fetch, is_known
from ..tool import Failed

REGISTRIES = Path("/etc/containerd/certs.d")


def pull(image: str) -> str:
    """Where its manifest comes from. A registry that DNS knows is asked; every other counts as one that is there."""
    registry, _, rest = image.partition("/")
    name, _, tag = rest.rpartition(":")
    address = f"{_root(registry)}/{name}/manifests/{tag}"
    if (REGISTRIES / registry).exists() or is_known(registry):
        _fetch(image, address)
    return address


def _root(registry: str) -> str:
    """The root of a registry's API. With no host beside it, `server` is the only one; its path is taken as it is."""
    hosts = REGISTRIES / registry / "hosts.toml"
    if not hosts.exists():
        return f"https://{registry}/v2"
    content = tomllib.loads(hosts.read_text())
    if content.keys() != {"server", "capabilities", "override_path"} or not content["override_path"]:
        raise Failed(f"{hosts}: only a server and its path are known here: {content}")
    if content["capabilities"] != ["pull", "resolve"]:
        raise Failed(f"{hosts}: a tag is resolved and pulled")
    return str(content["server"])


def _fetch(image: str, address: str) -> None:
    if not is_known(urlparse(address).hostname or ""):
        raise Failed(f'ErrImagePull: failed to resolve reference "{image}": no such host: {address}')
    try:
        fetch(address)
    except OSError as error:
        raise Failed(f'ErrImagePull: failed to resolve reference "{image}": {address}: {error}') from None


if __name__ == "__main__":
    print(*(pull(image) for image in sys.argv[1:]), sep="\n")
