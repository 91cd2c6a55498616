"""A stand-in's call, carried to the machine's own process: client.py NAME ARGUMENT...

A machine calls hundreds of these, so it is made of what Python has at hand without looking for a file.
"""

import _socket
import marshal
import posix
import sys

name, *arguments = sys.argv[1:]
stdin = sys.stdin.buffer.read().decode() if "-" in arguments else ""
line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
line.connect(posix.environ[b"MACHINE"] + b"/control")
question = marshal.dumps({"tool": name, "arguments": arguments, "stdin": stdin})
while question:
    question = question[line.send(question) :]
line.shutdown(_socket.SHUT_WR)
parts = []
while part := line.recv(65536):
    parts.append(part)
down = {"code": 255, "out": "", "err": "the machine went down"}
answer = marshal.loads(b"".join(parts)) if parts else down
sys.stdout.write(answer["out"])
sys.stderr.write(answer["err"])
sys.exit(answer["code"])
