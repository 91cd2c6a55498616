"""A secret that users bring into a vault."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, LocalExecProvisioner
from constructs import Construct

from .terraform_data import TerraformData

_SHELL = ["/bin/sh", "-c"]
_TELL = """\
echo "Secret $NAME goes to vault $VAULT. Masters wait until it is there. By hand:"
echo "  $BY_HAND"
command -v az >/dev/null 2>&1 || echo "az is not on the PATH: put the secret into the vault by hand"
"""
_SET = """\
if [ -z "$VALUE" ] || ! command -v az >/dev/null 2>&1; then exit 0; fi
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  said=$(printf '%s' "$VALUE" | az keyvault secret set --vault-name "$VAULT" --name "$NAME" \\
    --file /dev/stdin --encoding utf-8 --output none 2>&1) && exit 0
  case $said in *ForbiddenByRbac*) sleep 15 ;; *) break ;; esac
done
printf 'az could not set secret %s in vault %s:\\n%s\\nLog in with az as the identity that applies, or put it there' \\
  "$NAME" "$VAULT" "$said"
printf ' by hand and apply with the variable blank:\\n  %s\\n' "$BY_HAND"
exit 1
"""
"""A new role works after some minutes, and a vault says ForbiddenByRbac until then. The value goes through a pipe:
arguments of a process can be read by others. az reads `--file` as text (azure-cli, keyvault/_validators.py)."""


def by_hand(vault: str, name: str) -> str:
    """The command that puts the secret into the vault; it reads the value, then Ctrl-D."""
    return f"az keyvault secret set --vault-name {vault} --name {name} --file /dev/stdin --encoding utf-8 --output none"


class VaultInput(Construct):
    """The secret `name` in a vault, set by the Azure CLI when it is made and when `version` changes.

    No resource of a secret is kept: azurerm reads one at every refresh, so that a plan would need a role and a network
    address that the vault admits. `value` may be ephemeral. Where it is blank, or `az` is missing, nothing is written
    and the apply prints the command to do it by hand.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        vault: str,
        value: str,
        version: float,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        known = {"NAME": name, "VAULT": vault, "BY_HAND": by_hand(vault, name)}
        self.resource = TerraformData(
            self,
            "Resource",
            triggers_replace={"vault": vault, "version": version},
            provisioners=[
                LocalExecProvisioner(type="local-exec", command=_TELL, interpreter=_SHELL, environment=known),
                LocalExecProvisioner(
                    type="local-exec", command=_SET, interpreter=_SHELL, environment={**known, "VALUE": value}
                ),
            ],
            depends_on=list(after),
        )
