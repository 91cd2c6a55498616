"""etcd's gateway as a master sees it, for every master's address: what members tell of themselves, files that grow and
are defragmented, and alarms. https://github.com/etcd-io/etcd/blob/v3.6.9/api/etcdserverpb/rpc.proto

Of the state: `members` is the list; `leader` the member's id that leads, "0" where none does; `down` the
addresses that do not answer; `files` has by address the bytes of the database, those in use, and those of them that are
history; `alarms` the list of alarms; `etcd` the calls that change something. Zeros are left out, as protobuf does.
"""

from __future__ import annotations

import base64
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar, Protocol

from simulation.etcd.snapshots import stream
from simulation.handler import Handler

MANIFEST = Path("/etc/kubernetes/manifests/etcd.yaml")
LOG = Path("/var/lib/etcddisk/etcd/member/wal")
_QUORUM = ("kv/range", "kv/compaction", "cluster/member/list", "maintenance/alarm")
"""Calls that go through the log; a member answers the others by itself."""


class Keeper(Protocol):
    """Who keeps the state between requests."""

    def open(self) -> AbstractContextManager[dict[str, Any]]: ...


class Gateway(Handler):
    """2379 and 2381: ready once its manifest is there, and its log begins then."""

    etcd: ClassVar[Keeper]

    def do_GET(self) -> None:
        ready = MANIFEST.exists()
        if ready:
            LOG.mkdir(parents=True, exist_ok=True)
        self.answer(200 if ready and self.path == "/readyz" else 503, "ok")

    def do_POST(self) -> None:
        request = self.body()
        path, address = self.path.removeprefix("/v3/"), self.connection.getsockname()[0]
        with self.etcd.open() as shared:
            status, answer = self._answer(shared, address, path, request)
        self.answer(status, answer)

    def _answer(self, shared: dict[str, Any], address: str, path: str, request: dict[str, Any]) -> tuple[int, Any]:
        down = shared.get("down", [])
        if path == "maintenance/snapshot":
            return 200, stream(shared.get("snapshot", "whole"))
        if "etcd" in shared.get("ill", []) or address in down:
            return 503, "not now"
        leader, members = shared.get("leader", "1"), shared.get("members", [])
        if path in _QUORUM and (leader == "0" or 2 * len(down) > len(members)):
            return 503, {"message": "etcdserver: request timed out"}
        act = {
            "maintenance/status": _status,
            "maintenance/defragment": _defragment,
            "maintenance/alarm": _alarm,
            "kv/compaction": _compact,
            "kv/range": _range,
        }.get(path)
        if act:
            return act(shared, address, request)
        return 200, {"members": members, "header": _header(members, address)}


def _header(members: list[dict[str, Any]], address: str) -> dict[str, str]:
    own = [m["ID"] for m in members if f"https://{address}:2380" in m.get("peerURLs", [])]
    return {"revision": "7", "member_id": own[0] if own else "1"}


def _status(shared: dict[str, Any], address: str, _: dict[str, Any]) -> tuple[int, Any]:
    size, used, _history = shared.get("files", {}).get(address, [24576, 16384, 0])
    leader = shared.get("leader", "1")
    found = {"header": _header(shared.get("members", []), address), "dbSize": str(size), "dbSizeInUse": str(used)}
    return 200, {**found, **({"leader": leader} if leader != "0" else {})}


def _defragment(shared: dict[str, Any], address: str, _: dict[str, Any]) -> tuple[int, Any]:
    shared.setdefault("etcd", []).append(f"defragment {address}")
    _size, used, history = shared["files"][address]
    shared["files"][address] = [used, used, history]
    return 200, {}


def _range(shared: dict[str, Any], _: str, request: dict[str, Any]) -> tuple[int, Any]:
    """Of `kvs`, which are all Secrets by key, as many as a page has."""
    first, end = (base64.b64decode(request.get(name, "")).decode() for name in ("key", "range_end"))
    found = {k: v for k, v in sorted(shared.get("kvs", {}).items()) if first <= k < end}
    page = list(found.items())[: request.get("limit", len(found))]
    kvs = [{"key": _code(key), "value": _code(value)} for key, value in page]
    return 200, {"kvs": kvs, **({"more": True} if len(page) < len(found) else {})}


def _code(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _compact(shared: dict[str, Any], _: str, request: dict[str, Any]) -> tuple[int, Any]:
    """At one revision only once."""
    assert request == {"revision": "7", "physical": True}, request
    shared.setdefault("etcd", []).append("compact 7")
    if shared.get("compacted"):
        return 400, {"code": 11, "message": "etcdserver: mvcc: required revision has been compacted"}
    shared["compacted"] = True
    shared["files"] = {a: [size, used - history, 0] for a, (size, used, history) in shared["files"].items()}
    return 200, {"header": {"revision": "7"}}


def _alarm(shared: dict[str, Any], _: str, request: dict[str, Any]) -> tuple[int, Any]:
    """One is lifted by its kind and its member, no more and no less."""
    alarms = shared.get("alarms", [])
    if request.get("action") != "DEACTIVATE":
        return 200, {"alarms": alarms} if alarms else {}
    wanted = {"memberID": request["memberID"], "alarm": request["alarm"]}
    shared.setdefault("etcd", []).append(f"disarm {wanted['memberID']}")
    shared["alarms"] = [alarm for alarm in alarms if alarm != wanted]
    return 200, {"alarms": [wanted]} if wanted in alarms else {}
