"""An own certificate authority: one certificate a host, made when the host is first asked for."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALIDITY = timedelta(days=30)
AUTHORITY_NAME = "Replica portals authority"


class Authority:
    """Signs server certificates; `strangers` are hosts that get a self-signed one instead, `weak` those
    whose key has 1024 bits."""

    def __init__(
        self, folder: Path, strangers: frozenset[str] = frozenset(), weak: frozenset[str] = frozenset()
    ) -> None:
        self.folder = folder
        self.ca_file = folder / "replica-ca.pem"
        self._strangers = strangers
        self._weak = weak
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = Lock()
        self._authority_key = ec.generate_private_key(ec.SECP256R1())
        self._host_key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._sign_authority()
        self.ca_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, host: str) -> ssl.SSLContext:
        """Server-side TLS context for a host name, kept for the life of the authority."""
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self.new_context(host)
            return self._contexts[host]

    def _sign_authority(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
        key = self._authority_key.public_key()
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = (
            _builder(name, name, key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
        return builder.sign(self._authority_key, hashes.SHA256())

    def new_context(self, host: str) -> ssl.SSLContext:
        """A server-side context for a host name with a certificate of its own."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
        stranger = host in self._strangers
        signer = self._host_key if stranger else self._authority_key
        issuer = subject if stranger else self._certificate.subject
        own = rsa.generate_private_key(65537, 1024) if host in self._weak else self._host_key
        key = own.public_key()
        builder = (
            _builder(subject, issuer, key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
            )
        )
        certificate = builder.sign(signer, hashes.SHA256())
        pem = certificate.public_bytes(serialization.Encoding.PEM) + own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        if host in self._weak:
            context.set_ciphers("DEFAULT:@SECLEVEL=1")
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".pem") as file:
            file.write(pem)
            file.flush()
            context.load_cert_chain(file.name)
        return context


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALIDITY)
    )
