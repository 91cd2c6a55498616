"""The tls provider makes keys and certificates that other tools accept."""

from __future__ import annotations

import subprocess

import pytest
from terraform_workspace import Stack

PKI = """
terraform {
  required_providers {
    tls  = { source = "hashicorp/tls" }
    null = { source = "hashicorp/null" }
  }
}
resource "null_resource" "late" {}
resource "tls_private_key" "ca" {
  algorithm   = "CA_ALGORITHM"
  ecdsa_curve = "P384"
}
resource "tls_self_signed_cert" "ca" {
  private_key_pem       = tls_private_key.ca.private_key_pem
  is_ca_certificate     = true
  set_authority_key_id  = true
  validity_period_hours = 1000
  allowed_uses          = ["cert_signing", "crl_signing"]
  subject {
    common_name         = "root"
    organization        = "Example"
    organizational_unit = "Unit"
    country             = "NL"
  }
}
resource "tls_private_key" "leaf" {
  algorithm   = "LEAF_ALGORITHM"
  ecdsa_curve = "P256"
}
resource "tls_cert_request" "leaf" {
  private_key_pem = tls_private_key.leaf.private_key_pem
  dns_names       = ["api.example.com", "late-${null_resource.late.id}.example.com"]
  ip_addresses    = ["10.0.0.1", "fd00::1"]
  uris            = ["spiffe://example/api"]
  subject { common_name = "api" }
}
resource "tls_locally_signed_cert" "leaf" {
  cert_request_pem      = tls_cert_request.leaf.cert_request_pem
  ca_private_key_pem    = tls_private_key.ca.private_key_pem
  ca_cert_pem           = tls_self_signed_cert.ca.cert_pem
  validity_period_hours = 100
  early_renewal_hours   = var.early
  set_subject_key_id    = true
  allowed_uses          = ["digital_signature", "key_encipherment", "server_auth", "client_auth"]
}
data "tls_public_key" "leaf" {
  private_key_pem = tls_private_key.leaf.private_key_pem
}
variable "early" { default = 1 }
output "late" { value = null_resource.late.id }
"""


def openssl(*arguments: str) -> str:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("ca", ["RSA", "ECDSA", "ED25519"])
@pytest.mark.parametrize("leaf", ["RSA", "ECDSA"])
def test_chain(stack: Stack, ca: str, leaf: str) -> None:
    stack.write(PKI.replace("CA_ALGORITHM", ca).replace("LEAF_ALGORITHM", leaf))
    stack.init().apply()
    values = stack.values()
    root = str(stack.write(values["tls_self_signed_cert.ca"]["cert_pem"], "root.pem"))
    certificate = values["tls_locally_signed_cert.leaf"]
    leaf_pem = str(stack.write(certificate["cert_pem"], "leaf.pem"))
    for purpose in ("sslserver", "sslclient"):
        assert "OK" in openssl("verify", "-x509_strict", "-purpose", purpose, "-CAfile", root, leaf_pem)
    late = stack.outputs()["late"]
    assert "OK" in openssl("verify", "-CAfile", root, "-verify_hostname", f"late-{late}.example.com", leaf_pem)
    assert "OK" in openssl("verify", "-CAfile", root, "-verify_ip", "10.0.0.1", leaf_pem)
    text = openssl("x509", "-in", leaf_pem, "-noout", "-text")
    assert "IP Address:FD00:0:0:0:0:0:0:1, URI:spiffe://example/api" in text
    assert int(openssl("x509", "-in", leaf_pem, "-noout", "-serial").partition("=")[2], 16) == int(certificate["id"])
    names = openssl("x509", "-in", root, "-noout", "-subject", "-nameopt", "RFC2253").strip()
    assert names == "subject=CN=root,OU=Unit,O=Example,C=NL"
    key = stack.write(values["tls_private_key.leaf"]["private_key_pem"], "leaf.key")
    assert openssl("pkey", "-in", str(key), "-pubout") == openssl("x509", "-in", leaf_pem, "-noout", "-pubkey")
    assert values["data.tls_public_key.leaf"]["public_key_pem"] == values["tls_private_key.leaf"]["public_key_pem"]
    openssl(
        "req",
        "-in",
        str(stack.write(values["tls_cert_request.leaf"]["cert_request_pem"], "r.pem")),
        "-noout",
        "-verify",
    )
    assert stack.plan() == {}


@pytest.mark.parametrize("algorithm", ["RSA", "ECDSA", "ED25519"])
def test_ssh_keys(stack: Stack, algorithm: str) -> None:
    text = 'resource "tls_private_key" "k" {\n  algorithm = "ALGORITHM"\n  ecdsa_curve = "P256"\n}\n'
    stack.write(text.replace("ALGORITHM", algorithm))
    stack.init().apply()
    key = stack.values()["tls_private_key.k"]
    path = stack.write(key["private_key_openssh"], "id")
    path.chmod(0o600)
    public = subprocess.check_output(["ssh-keygen", "-y", "-f", path], text=True)
    assert public.split()[:2] == key["public_key_openssh"].split()[:2]
    shown = subprocess.check_output(["ssh-keygen", "-l", "-f", path], text=True)
    assert shown.split()[1] == key["public_key_fingerprint_sha256"]
    header = {"RSA": "RSA PRIVATE KEY", "ECDSA": "EC PRIVATE KEY", "ED25519": "PRIVATE KEY"}[algorithm]
    assert key["private_key_pem"].startswith(f"-----BEGIN {header}-----\n")


def test_p224_has_no_ssh_form(stack: Stack) -> None:
    stack.write('resource "tls_private_key" "k" {\n  algorithm = "ECDSA"\n}\n')
    stack.init().apply()
    key = stack.values()["tls_private_key.k"]
    assert (key["ecdsa_curve"], key["public_key_openssh"], key["private_key_openssh"]) == ("P224", "", "")


def test_renewal(stack: Stack) -> None:
    stack.write(PKI.replace("CA_ALGORITHM", "ECDSA").replace("LEAF_ALGORITHM", "ECDSA"))
    stack.init().apply()
    assert stack.plan("-var=early=50") == {"tls_locally_signed_cert.leaf": ["update"]}
    assert stack.plan("-var=early=100") == {"tls_locally_signed_cert.leaf": ["delete", "create"]}
    replaced = stack.plan("-replace=tls_private_key.ca")
    assert replaced["tls_self_signed_cert.ca"] == replaced["tls_locally_signed_cert.leaf"] == ["delete", "create"]
    assert "tls_private_key.leaf" not in replaced


def test_wrong_authority(stack: Stack) -> None:
    wrong = PKI.replace("ca_private_key_pem    = tls_private_key.ca", "ca_private_key_pem    = tls_private_key.leaf")
    stack.write(wrong.replace("CA_ALGORITHM", "ECDSA").replace("LEAF_ALGORITHM", "ECDSA"))
    failed = stack.init().apply(check=False)
    assert failed.returncode == 1
    assert "provided PrivateKey doesn't match parent's PublicKey" in failed.stderr
