"""Parts of a resource id that only Terraform may know."""

from __future__ import annotations

from cdktf import Fn, Token

SUBSCRIPTION, RESOURCE_GROUP, NETWORK, SUBNET = 2, 4, 8, 10
"""Places in the id of a subnet. A route table has its name at the place of the network."""


def id_part(id_: str, place: int) -> str:
    """The part at this place: a text, or an expression if the id is one."""
    return id_.split("/")[place] if "/" in id_ else str(Fn.element(Fn.split("/", id_), place))


def network_id(subnet_id: str) -> str:
    """The id of the virtual network that a subnet is in."""
    if "/" in subnet_id:
        return subnet_id.rpartition("/subnets/")[0]
    parts = Token.as_list(Fn.slice(Fn.split("/", subnet_id), 0, NETWORK + 1))
    return str(Fn.join("/", parts))
