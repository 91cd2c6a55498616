"""Parts of a resource id that only Terraform may know."""

from __future__ import annotations

from enum import IntEnum

from cdktf import Fn, Token


class IdPart(IntEnum):
    """A place in a resource id. A subnet has the name of its virtual network as `NAME`."""

    SUBSCRIPTION = 2
    RESOURCE_GROUP = 4
    NAME = 8
    SUBNET = 10


def id_part(id_: str, part: IdPart) -> str:
    """The part at this place: a text, or an expression if the id is one."""
    return id_.split("/")[part] if "/" in id_ else str(Fn.element(Fn.split("/", id_), int(part)))


def network_id(subnet_id: str) -> str:
    """The id of the virtual network that a subnet is in."""
    if "/" in subnet_id:
        return subnet_id.rpartition("/subnets/")[0]
    parts = Token.as_list(Fn.slice(Fn.split("/", subnet_id), 0, IdPart.NAME + 1))
    return str(Fn.join("/", parts))
