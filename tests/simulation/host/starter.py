"""A process that has loaded what machines need, and forks into their namespaces.

A machine starts at every boot of a scenario and at every command of a node test. To load Python, its TLS and the
certificates' library each time would take longer than most machines run.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import threading
import traceback
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from .. import pki
from ..wire import Message, receive

TESTS = Path(__file__).resolve().parents[2]
_MODULES = ("boot.inside.init", "nodes.inside.init")
_KINDS = ("user", "mnt", "net", "uts", "pid")
"""The namespaces of a machine; that of users first, since it gives the right to enter the others."""

_LOCK = threading.Lock()
"""Scenarios run on several threads."""


def starter() -> str:
    """The socket of this process's starter, which ends with it."""
    with _LOCK:
        return _started()


@cache
def _started() -> str:
    folder = mkdtemp(prefix="starter-")
    environment = {"PYTHONPATH": f"{TESTS}:{sysconfig.get_path('purelib')}"}
    command = [sys.executable, "-S", "-m", "simulation.host.starter", f"{folder}/socket"]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin and process.stdout
    with process.stdout:
        assert process.stdout.readline() == b"ready\n", "the starter does not start"
    atexit.register(_end, process, folder)
    return f"{folder}/socket"


def _end(process: subprocess.Popen[bytes], folder: str) -> None:
    process.communicate()
    shutil.rmtree(folder)


def main() -> None:
    for module in _MODULES:
        importlib.import_module(module)
    pki.make_leaf_keys()
    # A collection in a fork would look at all of this, and copy its pages.
    gc.freeze()
    signal.signal(signal.SIGCHLD, _reap)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen(64)
    print("ready", flush=True)
    ready = selectors.DefaultSelector()
    ready.register(listener, selectors.EVENT_READ)
    ready.register(0, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj == 0:
                return
            line, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _serve(line)
            line.close()


def _reap(*_: object) -> None:
    """Waits for those that have ended, so that what they used counts among this process's children."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _serve(line: socket.socket) -> None:
    """Enter the namespaces of who asks, and end with the process that runs there."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size = struct.calcsize("3i")
    process, _, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    module, *variables = receive(line)
    _enter(process)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 255)
    line.close()
    _run(module, variables)


def _enter(process: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    theirs, own = Path(f"/proc/{process}/ns"), Path("/proc/self/ns")
    others = [kind for kind in _KINDS if (theirs / kind).readlink() != (own / kind).readlink()]
    for descriptor in [os.open(theirs / kind, os.O_RDONLY) for kind in others]:
        if library.setns(descriptor, 0):
            raise OSError(ctypes.get_errno(), "setns")
        os.close(descriptor)


def _run(module: str, variables: Message) -> None:
    """As a process that was started there: the module's `main`, with its words in the machine's console."""
    os.setsid()
    os.chdir("/")
    os.environ.clear()
    os.environ.update(dict(variable.split("=", 1) for variable in variables))
    console = os.open(f"{os.environ['MACHINE']}/console", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for descriptor, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, console), (2, console)):
        os.dup2(source, descriptor)
    try:
        importlib.import_module(module).main()
    except BaseException:
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main()
