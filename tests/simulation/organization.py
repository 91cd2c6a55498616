"""The PKI of an organization: a root, and authorities below it, as openssl makes them."""

from __future__ import annotations

import subprocess
from pathlib import Path


class Organization:
    """In a folder, where `NAME.crt` and `NAME.key` are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.add("root", "")

    def add(
        self,
        name: str,
        issuer: str = "root",
        *,
        days: int = 3650,
        extensions: str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign",
        key: str = "EC -pkeyopt ec_paramgen_curve:P-256",
    ) -> None:
        """An authority, whose certificate `issuer` signs; "" for one that signs its own."""
        (self.folder / "cnf").write_text(extensions + "\n")
        self._openssl(f"genpkey -algorithm {key} -out {name}.key")
        self._openssl(f"req -new -key {name}.key -subj /O=Example/CN={name} -out csr")
        signs = f"-CA {issuer}.crt -CAkey {issuer}.key" if issuer else f"-signkey {name}.key"
        self._openssl(f"x509 -req -in csr {signs} -set_serial 1 -days {days} -extfile cnf -out {name}.crt")

    def text(self, *names: str) -> str:
        """The content of these files, one after the other."""
        return "".join((self.folder / name).read_text() for name in names)

    def authority(self, name: str) -> str:
        """The secret of one that the root has signed."""
        return self.text(f"{name}.key", f"{name}.crt", "root.crt")

    def _openssl(self, arguments: str) -> None:
        subprocess.run(["openssl", *arguments.split()], cwd=self.folder, check=True, capture_output=True)
