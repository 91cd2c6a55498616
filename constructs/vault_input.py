"""A secret that a user stores in a vault."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, LocalExecProvisioner
from constructs import Construct

from .terraform_data import TerraformData

_SHELL = ["/bin/sh", "-c"]
_TELL = """\
echo "Masters wait for secret $NAME in vault $VAULT. To store it yourself, run:"
echo "  $BY_HAND"
command -v az >/dev/null 2>&1 || echo "az is not on the PATH: store the secret in the vault yourself"
"""
_SET = """\
if [ -z "$VALUE" ] || ! command -v az >/dev/null 2>&1; then exit 0; fi
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  said=$(printf '%s' "$VALUE" | az keyvault secret set --vault-name "$VAULT" --name "$NAME" \\
    --file /dev/stdin --encoding utf-8 --output none 2>&1) && exit 0
  case $said in *ForbiddenByRbac*) sleep 15 ;; *) break ;; esac
done
printf 'az could not set secret %s in vault %s:\\n%s\\n' "$NAME" "$VAULT" "$said"
printf 'Log in with az as the identity that runs apply, at an address that the vault allows. Or leave the variable'
printf ' blank and run:\\n  %s\\n' "$BY_HAND"
exit 1
"""
"""A new role assignment takes effect after some minutes. Until then a vault answers ForbiddenByRbac. The value goes
through a pipe, because other users can read the arguments of a process. az reads `--file` as text (azure-cli,
keyvault/_validators.py)."""


def by_hand(vault: str, name: str) -> str:
    """The command that stores the secret in the vault. It reads the value from standard input until Ctrl-D."""
    return f"az keyvault secret set --vault-name {vault} --name {name} --file /dev/stdin --encoding utf-8 --output none"


class VaultInput(Construct):
    """The secret `name` in a vault. The Azure CLI sets it at creation and when `version` changes.

    There is no secret resource in the state: azurerm reads it at every refresh, so each plan would need a role and a
    network address that the vault allows. `value` may be ephemeral. If it is blank, or if `az` is missing, the apply
    writes nothing and prints the command to run.
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
