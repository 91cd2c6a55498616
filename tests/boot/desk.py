"""Who sits at a desk: the commands of the outputs, with an `az` that is logged in as somebody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from simulation.azure.state import Azure

_AZ = """#!{python}
import json, sys
secrets = json.load(open("{secrets}"))
match sys.argv[1:]:
    case ["keyvault", "secret", "show", "--vault-name", vault, "--name", name, "--query", "value", "-o", "tsv"]:
        if vault not in secrets:
            sys.exit("(Forbidden) Caller is not authorized to perform action on resource.")
        if name not in secrets[vault]:
            sys.exit("(SecretNotFound) A secret with (name/id) " + name + " was not found in this key vault.")
        print(secrets[vault][name])
    case other:
        sys.exit("ERROR: unrecognized arguments: " + " ".join(other))
"""


def run(azure: Azure, principal: str, command: str) -> subprocess.CompletedProcess[str]:
    """A command at this principal's desk, with the roles that the applied state gives it."""
    with TemporaryDirectory() as folder, azure.lock:
        open_ = {
            vault: {name: versions[-1] for name, versions in secrets.items()}
            for vault, secrets in azure.vaults.items()
            if azure.may(principal, vault, "read")
        }
        secrets, program = Path(folder, "secrets.json"), Path(folder, "az")
        secrets.write_text(json.dumps(open_))
        program.write_text(_AZ.format(python=sys.executable, secrets=secrets))
        program.chmod(0o755)
        environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        return subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True)
