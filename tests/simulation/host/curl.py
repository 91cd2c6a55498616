"""curl as a call inside the machine's process, for the questions that scripts ask again and again. The program loads
forty libraries each time, which takes longer than all else that a question needs. What is not played here, such as
uploads and downloads, is left to the program.

Options and exit codes: https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from ..wire import Message
from .jq import WANTS_INPUT

PROGRAM: Message = ["253", "", ""]
"""Run the program itself."""
_VALUES = ("-H", "-K", "-X", "-d", "-m", "-o", "-w", "--cacert", "--cert", "--data-binary", "--key", "--noproxy")


class _Failure(Exception):  # noqa: N818
    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"curl: ({code}) {text}\n")
        self.code = code


@dataclass
class _Call:
    flags: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    url: str = ""

    def value(self, name: str, default: str = "") -> str:
        return [default, *self.values[name]][-1]

    @property
    def data(self) -> str:
        return self.value("-d") + self.value("--data-binary")

    def body(self, stdin: str | None) -> bytes | None:
        if not self.data.startswith("@"):
            return self.data.encode() or None
        return (stdin or "").encode(errors="surrogateescape") if self.data == "@-" else Path(self.data[1:]).read_bytes()

    def headers(self, body: bytes | None) -> dict[str, str]:
        lines = [*self.values["-H"], *(line for path in self.values["-K"] for line in _configured(Path(path)))]
        given = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
        general = {"User-Agent": "curl", "Accept": "*/*"}
        if body is not None:
            general |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return {**general, **given}


def run(arguments: list[str], stdin: str | None) -> Message:
    """The exit code, the standard output and the standard error."""
    call = _parsed(arguments)
    if call is None:
        return PROGRAM
    if call.data == "@-" and stdin is None:
        return WANTS_INPUT
    try:
        status, body, failure = *_answer(call, stdin), None
    except _Failure as found:
        status, body, failure = 0, b"", found
    if status >= 400 and "f" in call.flags:
        body, failure = b"", _Failure(22, f"The requested URL returned error: {status}")
    if (path := call.value("-o")) and not failure:
        Path(path).write_bytes(body)
        body = b""
    form = call.value("-w").replace(r"\n", "\n").replace("%{http_code}", f"{status:03}")
    silent = "s" in call.flags and "S" not in call.flags
    return [
        str(failure.code if failure else 0),
        body.decode(errors="surrogateescape") + form,
        "" if silent else str(failure or ""),
    ]


def _parsed(arguments: list[str]) -> _Call | None:
    """None where something is not played here."""
    call, words = _Call(), iter(arguments)
    for word in words:
        if word in _VALUES:
            call.values[word].append(next(words))
        elif not word.startswith("-"):
            call.url = word
        elif set(word[1:]) <= set("fsSk"):
            call.flags |= set(word[1:])
        else:
            return None
    return call


def _configured(path: Path) -> list[str]:
    """Headers of a file of options."""
    lines = [line.partition(" = ") for line in path.read_text().splitlines()]
    assert all(name == "header" for name, _, _ in lines), lines
    return [value.strip('"') for _, _, value in lines]


def _answer(call: _Call, stdin: str | None) -> tuple[int, bytes]:
    """The status and the body."""
    url, body = urlsplit(call.url), call.body(stdin)
    line = _connected(call, url.hostname or "", url.port, url.scheme == "https")
    try:
        path = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
        line.putrequest(call.value("-X", "POST" if call.data else "GET"), path, skip_accept_encoding=True)
        for name, value in call.headers(body).items():
            line.putheader(name, value)
        line.endheaders(body)
        answer = line.getresponse()
        return answer.status, answer.read()
    except TimeoutError:
        raise _Failure(28, "Operation timed out") from None
    except http.client.RemoteDisconnected:
        raise _Failure(52, "Empty reply from server") from None
    except (OSError, http.client.HTTPException) as error:
        raise _Failure(56, f"Recv failure: {error}") from None
    finally:
        line.close()


def _connected(call: _Call, host: str, port: int | None, secure: bool) -> http.client.HTTPConnection:
    timeout = float(call.value("-m", "300"))
    if secure:
        line: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=timeout, context=_tls(call))
    else:
        line = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        line.connect()
    except socket.gaierror:
        raise _Failure(6, f"Could not resolve host: {host}") from None
    except ssl.SSLCertVerificationError as error:
        raise _Failure(60, f"SSL certificate problem: {error.verify_message}") from None
    except TimeoutError:
        raise _Failure(28, "Connection timed out") from None
    except (ssl.SSLError, ConnectionResetError) as error:
        raise _Failure(35, f"TLS connect error: {error}") from None
    except OSError:
        raise _Failure(7, f"Failed to connect to {host} port {line.port}: Couldn't connect to server") from None
    return line


def _tls(call: _Call) -> ssl.SSLContext:
    if "k" in call.flags:
        return _unverified()
    paths = (call.value("--cacert", os.environ["CURL_CA_BUNDLE"]), call.value("--cert"), call.value("--key"))
    try:
        return _context(*paths, tuple(_version(Path(path)) for path in paths if path))
    except FileNotFoundError:
        raise _Failure(77 if not Path(paths[0]).exists() else 58, "error setting certificate file") from None


def _version(path: Path) -> tuple[int, int]:
    """Another one where the file is another one."""
    found = path.stat()
    return found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=64)
def _context(authority: str, certificate: str, key: str, _: object) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # curl, since 7.68: CURLSSLOPT_NO_PARTIALCHAIN
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


@lru_cache(maxsize=1)
def _unverified() -> ssl.SSLContext:
    return ssl._create_unverified_context()
