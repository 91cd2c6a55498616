"""A service principal's certificate, in each form in which a vault can have it."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from changes import CERTIFIED
from clusters import blueprint, changed, example
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from inside.world import World
from machine import Machine, Make

WRITES, PEM = "/opt/aksynth/azure.sh", "/etc/kubernetes/azure.pem"


def openssl(folder: Path, words: str) -> bytes:
    return subprocess.run(["openssl", *words.split()], cwd=folder, capture_output=True, check=True).stdout


def expired(folder: Path) -> None:
    """Of the same key, until a second after the epoch."""
    key = serialization.load_pem_private_key((folder / "rsa.key").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    name, start = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "old")]), datetime.fromtimestamp(0, UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(seconds=1))
    (folder / "old.crt").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By name, as `az keyvault secret show` prints the value of a certificate."""
    folder = tmp_path_factory.mktemp("certificates")
    for name, key in (("rsa", "rsa:2048"), ("other", "rsa:2048"), ("ec", "ec -pkeyopt ec_paramgen_curve:P-256")):
        openssl(folder, f"req -x509 -newkey {key} -nodes -subj /CN={name} -days 30 -keyout {name}.key -out {name}.crt")
    openssl(folder, "pkey -aes256 -passout pass:x -in rsa.key -out encrypted.key")
    openssl(folder, "rsa -traditional -in rsa.key -out traditional.key")
    expired(folder)
    key, certificate, other = ((folder / name).read_text() for name in ("rsa.key", "rsa.crt", "other.crt"))
    pfx = {
        name: base64.b64encode(openssl(folder, f"pkcs12 -export -inkey rsa.key -in rsa.crt {words}")).decode()
        for name, words in (
            ("pfx", "-passout pass:"),
            ("legacy", "-legacy -passout pass:"),
            ("closed", "-passout pass:x"),
        )
    }
    return {
        **pfx,
        "pem": key + certificate,
        "key-last": certificate + key,
        "chain": key + other + certificate,
        "two": key + (folder / "other.key").read_text() + certificate,
        "traditional": (folder / "traditional.key").read_text() + certificate,
        "windows": (key + certificate).replace("\n", "\r\n"),
        "encrypted": (folder / "encrypted.key").read_text() + certificate,
        "ec": (folder / "ec.key").read_text() + (folder / "ec.crt").read_text(),
        "another": key + other,
        "old": key + (folder / "old.crt").read_text(),
        "words": "s3cret",
        "key": key,
        "leaf": certificate,
    }


@pytest.fixture
def master(make: Make) -> Machine:
    document = example("kubernetes")
    for path, value in CERTIFIED.items():
        document = changed(document, f"properties.{path}", value)
    plan = blueprint(document)
    api = plan.identities.azure_api
    assert api.secret
    inputs = replace(api.secret, vault_id=api.secret.vault_id.replace("/ours", "/kv-i"))
    return make(replace(plan, identities=replace(plan.identities, azure_api=replace(api, secret=inputs))), 0)


def writes(
    master: Machine, world: World, forms: dict[str, str], names: Iterable[str], first: str = "true"
) -> tuple[dict[str, str], str]:
    """The file after each of these forms was the certificate, one after the other, and what the script said. `first` is
    run before each."""
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-i": {name: [forms[name]] for name in names}})
    one = f"{first}; sed -i s/^AZURE_SECRET=.*/AZURE_SECRET=$name/ /etc/aksynth/env; {WRITES}; cp {PEM} /var/lib/$name.pem"
    done = master.run(f"for name in {' '.join(names)}; do {one}; done")
    return {name: master.read(f"/var/lib/{name}.pem") for name in names}, done.stderr


FORMS = ("pfx", "legacy", "pem", "key-last", "two", "traditional", "windows")


def test_every_form_becomes_pem(master: Machine, world: World, forms: dict[str, str]) -> None:
    """One file for root alone, with the key and its certificate. The configuration names it and has no secret."""
    written, _ = writes(master, world, forms, (*FORMS, "chain"), f"rm -f {PEM}")
    assert {name for name in FORMS if written[name] != forms["pem"]} == set()
    assert sorted(written["chain"].splitlines()) == sorted(forms["chain"].splitlines())
    assert master.path(PEM).stat().st_mode & 0o777 == 0o600
    azure = json.loads(master.read("/etc/kubernetes/azure.json"))
    assert {name: azure[name] for name in azure if name.startswith("aad")} == {
        "aadClientId": "azure-client",
        "aadClientCertPath": PEM,
    }


FAULTS = {
    "leaf": "has no RSA key",
    "ec": "has no RSA key",
    "encrypted": "has no RSA key without a password",
    "closed": "is neither PEM nor PFX without a password",
    "words": "is neither PEM nor PFX without a password",
    "key": "does not have the certificate of its key",
    "another": "does not have the certificate of its key",
    "old": "has expired",
}


def test_a_wrong_certificate_replaces_none(master: Machine, world: World, forms: dict[str, str]) -> None:
    """The reason is said, without a part of the value."""
    written, said = writes(master, world, forms, ("pem", *FAULTS))
    assert set(written.values()) == {forms["pem"]} and "BEGIN" not in said and "s3cret" not in said
    for name, fault in FAULTS.items():
        assert f"certificate {name} in vault kv-i {fault}" in said
