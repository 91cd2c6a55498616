"""Certificates for stand-ins: an authority, and leaves signed by it."""

from __future__ import annotations

import datetime
import ipaddress
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

_START = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)


def _name(text: str, group: str = "") -> x509.Name:
    parts = [x509.NameAttribute(x509.NameOID.COMMON_NAME, text)]
    if group:
        parts.append(x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, group))
    return x509.Name(parts)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _new_key(algorithm: str) -> Key:
    """Of the name that kubeadm has for it."""
    if algorithm == "ECDSA-P256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, int(algorithm.removeprefix("RSA-")))


_leaf_key = lru_cache(_new_key)
"""One for all leaves of a process: RSA keys take long."""


def _read_key(stem: Path) -> Key:
    """Without a proof that an RSA key's factors are prime, which takes longer than all else."""
    text = stem.with_name(f"{stem.name}.key").read_bytes()
    key = serialization.load_pem_private_key(text, None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return key


def _write(stem: Path, certificate: x509.Certificate, key: Key) -> None:
    stem.parent.mkdir(parents=True, exist_ok=True)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    stem.with_name(f"{stem.name}.key").write_bytes(pem)
    stem.with_name(f"{stem.name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def authority(stem: Path, name: str, algorithm: str = "ECDSA-P256") -> None:
    """A new authority as STEM.crt and STEM.key."""
    key = _new_key(algorithm)
    builder = x509.CertificateBuilder(_name(name), _name(name), key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(_START).not_valid_after(_START + datetime.timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(True, None), True)
    _write(stem, builder.sign(key, hashes.SHA256()), key)


def leaf(
    stem: Path,
    signer: Path,
    name: str,
    names: list[str],
    group: str = "",
    days: int = 365,
    algorithm: str = "ECDSA-P256",
) -> None:
    """A leaf for these names as STEM.crt and STEM.key, signed by the authority at SIGNER."""
    parent = x509.load_pem_x509_certificate(signer.with_name(f"{signer.name}.crt").read_bytes())
    parent_key = _read_key(signer)
    key = _leaf_key(algorithm)
    builder = x509.CertificateBuilder(parent.subject, _name(name, group), key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(_START).not_valid_after(_START + datetime.timedelta(days=days))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), False)
    _write(stem, builder.sign(parent_key, hashes.SHA256()), key)


def key_pair(stem: Path, algorithm: str) -> None:
    """A key as STEM.key and its public part as STEM.pub."""
    key = _new_key(algorithm)
    stem.parent.mkdir(parents=True, exist_ok=True)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    stem.with_name(f"{stem.name}.key").write_bytes(pem)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    stem.with_name(f"{stem.name}.pub").write_bytes(public)


def algorithm(path: Path) -> str:
    """Of a certificate's or a public key's key, as kubeadm names it."""
    text = path.read_bytes()
    public = (
        serialization.load_pem_public_key(text)
        if b"PUBLIC" in text
        else x509.load_pem_x509_certificate(text).public_key()
    )
    return f"RSA-{public.key_size}" if isinstance(public, rsa.RSAPublicKey) else "ECDSA-P256"


def make_leaf_keys() -> None:
    """Those of all processes that are forked from this one."""
    for name in ("ECDSA-P256", "RSA-2048"):
        _leaf_key(name)
