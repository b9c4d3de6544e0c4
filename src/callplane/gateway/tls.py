"""Certificates: the server's TLS context, its renewal without a restart, and a self-signed certificate for trying out.

Knows files and `ssl`; nothing of who connects. TLS 1.2 is the oldest version.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from callplane.errors import ConfigurationError

SELF_SIGNED_DAYS = 825
_KEY_USAGE = x509.KeyUsage(
    digital_signature=True,
    key_cert_sign=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


class Tls:
    """The context of every TLS connection. `certificate` (with its chain) and `key` are PEM files.

    Raises ConfigurationError when they cannot be used.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.files = certificate, key
        self.context = self._load()

    def reload(self) -> None:
        """Read the files again, for connections from now on. Raises ConfigurationError, and goes on with the old ones."""
        self._load()
        self.context.load_cert_chain(*self.files)

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        certificate, key = self.files
        try:
            context.load_cert_chain(certificate, key, _no_password)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise ConfigurationError(
                f"the certificate {certificate} with the key {key} cannot be used ({error}): give a PEM certificate with its"
                " chain, and its private key without a password"
            ) from None
        return context


def _no_password() -> str:
    raise ValueError("the key has a password")


def make_self_signed(certificate: Path, key: Path, names: Sequence[str], now: float) -> None:
    """Write a certificate for these host names and addresses, and its key. `now`: UTC seconds since the epoch."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    begin = datetime.fromtimestamp(now, UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin - timedelta(hours=1))
        .not_valid_after(begin + timedelta(days=SELF_SIGNED_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(text) for text in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_KEY_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_private(key, secret)
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, from the first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
