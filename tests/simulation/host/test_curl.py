"""The machines' curl against the program itself."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .. import pki
from ..handler import Handler, Server, serve_handler
from .curl import PROGRAM, WANTS_INPUT, run

QUIET = ["-fs", "-m", "5", "--noproxy", "*"]
LOUD = ["-sS", "-m", "5", "-w", r"\n%{http_code}"]
OWN = ["--cacert", "FOLDER/ca.crt", "--cert", "FOLDER/own.crt", "--key", "FOLDER/own.key"]
CASES: tuple[list[str], ...] = (
    [*LOUD, "http://127.0.0.1:PLAIN/echo?a=b&c=%2F"],
    [*QUIET, "http://127.0.0.1:PLAIN/echo"],
    [*QUIET, "-o", "/dev/null", "http://127.0.0.1:PLAIN/500"],
    [*LOUD, "-o", "FOLDER/out", "http://127.0.0.1:PLAIN/404"],
    [*LOUD, "-f", "-o", "FOLDER/out", "http://127.0.0.1:PLAIN/404"],
    [*LOUD, "-o", "FOLDER/out", "http://127.0.0.1:PLAIN/echo"],
    [*LOUD, "-o", "FOLDER/out", "http://127.0.0.1:PLAIN/hangs-up"],
    [*LOUD, "-m", "0.3", "http://127.0.0.1:PLAIN/late"],
    [*LOUD, "http://127.0.0.1:1/"],
    [*LOUD, "http://nobody.invalid/"],
    [*QUIET, "http://127.0.0.1:1/"],
    [*LOUD, "-H", "Metadata:true", "-K", "FOLDER/options", "http://127.0.0.1:PLAIN/echo"],
    [*LOUD, "-X", "PUT", "-H", "Content-Type: application/json", "--data-binary", "@-", "http://127.0.0.1:PLAIN/echo"],
    [*LOUD, "-H", "Content-Type: application/json", "--data-binary", "@FOLDER/body", "http://127.0.0.1:PLAIN/echo"],
    [*LOUD, "-d", '{"key": "AA=="}', "http://127.0.0.1:PLAIN/echo"],
    [*LOUD, "--cacert", "FOLDER/ca.crt", "https://127.0.0.1:SECURE/echo"],
    [*LOUD, "--cacert", "FOLDER/ca.crt", "https://localhost:SECURE/echo"],
    [*LOUD, "https://127.0.0.1:SECURE/echo"],
    [*QUIET, "-k", "https://127.0.0.1:SECURE/echo"],
    ["-fsk", "https://127.0.0.1:SECURE/echo"],
    [*LOUD, *OWN, "-d", "{}", "https://127.0.0.1:SECURE/own"],
    [*LOUD, "--cacert", "FOLDER/none.crt", "https://127.0.0.1:SECURE/echo"],
    [*LOUD, *OWN[:4], "--key", "FOLDER/none.key", "https://127.0.0.1:SECURE/echo"],
    [*LOUD, "https://127.0.0.1:PLAIN/echo"],
)


class _Echo(Handler):
    """Tells who asked for what; a status at its path."""

    def do_GET(self) -> None:
        if self.path == "/hangs-up":
            self.close_connection = True
            return
        if self.path == "/late":
            self.rfile.read(1)
        length = int(self.headers.get("Content-Length", "0"))
        headers = sorted((name, value) for name, value in self.headers.items() if name not in ("User-Agent", "Host"))
        own = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
        told = [self.command, self.path, headers, self.rfile.read(length).decode(), bool(own)]
        self.answer(int(self.path[1:]) if self.path[1:].isdigit() else 200, json.dumps(told))

    do_POST = do_PUT = do_GET  # noqa: N815


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the cases name."""
    found = tmp_path_factory.mktemp("curl")
    for name in ("ca", "other"):
        pki.authority(found / name, name)
    for name in ("server", "own"):
        pki.leaf(found / name, found / "ca", name, ["127.0.0.1"])
    (found / "options").write_text('header = "Authorization: Bearer secret"\n')
    (found / "body").write_text('{"a": "ä"}')
    return found


@pytest.fixture(scope="module")
def ports(folder: Path) -> Iterator[dict[str, str]]:
    """By the words of the cases."""
    servers: dict[str, Server] = {
        "PLAIN": serve_handler("127.0.0.1", 0, _Echo, {}),
        "SECURE": serve_handler("127.0.0.1", 0, _Echo, {}, folder / "server", folder / "ca.crt"),
    }
    yield {name: str(server.server_address[1]) for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("arguments", CASES, ids=lambda words: " ".join(words))
def test_same_as_the_program(
    folder: Path, ports: dict[str, str], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """The answer, what a file has then, the exit code, and whether there are words of an error."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed: nothing to compare with")
    monkeypatch.setenv("CURL_CA_BUNDLE", str(folder / "other.crt"))
    words = [_replaced(word, {"FOLDER": str(folder), **ports}) for word in arguments]
    real = subprocess.run(["curl", *words], input='{"b": 1}', capture_output=True, text=True)
    expected = (str(real.returncode), real.stdout, bool(real.stderr), _content(folder / "out"))
    code, out, err = run(words, '{"b": 1}')
    assert (code, out, bool(err), _content(folder / "out")) == expected


def _replaced(word: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word


def _content(path: Path) -> str | None:
    content = path.read_text() if path.exists() else None
    path.unlink(missing_ok=True)
    return content


def test_the_rest_is_left_to_the_program() -> None:
    for words in (["-T", "file"], ["-fsSL"], ["--head"], ["--retry", "3"], ["-D", "headers"]):
        assert run([*words, "http://127.0.0.1:1/"], None) == PROGRAM


def test_standard_input_is_read_only_where_it_is_wanted() -> None:
    """What a loop has on its standard input is left to the loop."""
    assert run(["-d", "@-", "http://127.0.0.1:1/"], None) == WANTS_INPUT
