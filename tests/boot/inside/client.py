"""A stand-in's call, carried to the machine's own process: client.py NAME ARGUMENT..."""

import json
import os
import socket
import sys

name, *arguments = sys.argv[1:]
stdin = sys.stdin.buffer.read().decode() if "-" in arguments else ""
line = socket.socket(socket.AF_UNIX)
line.connect(os.environ["MACHINE"] + "/control")
line.sendall(json.dumps({"tool": name, "arguments": arguments, "stdin": stdin}).encode())
line.shutdown(socket.SHUT_WR)
parts = []
while part := line.recv(65536):
    parts.append(part)
answer = json.loads(b"".join(parts) or b'{"code": 255, "out": "", "err": "the machine went down"}')
sys.stdout.write(answer["out"])
sys.stderr.write(answer["err"])
sys.exit(answer["code"])
