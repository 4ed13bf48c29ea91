"""The school's own certificate authority: one root, good for this box's names and private addresses only.

A device that trusts the root can be lied to about this school's box and about nothing else: the name constraints are
critical (RFC 5280, section 4.2.1.10). What devices ask of a private certificate is from Apple's note 103769: SHA-256,
names in the SAN, serverAuth, at most 825 days; 397 are given.
"""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, GeneralName, KeyUsage, Name

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
# The root outlives the box and every wrong clock; only the certificate of the box follows the time.
ROOT_FROM = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
ROOT_UNTIL = datetime.datetime(2049, 12, 31, tzinfo=datetime.UTC)
BEGIN = b"-----BEGIN CERTIFICATE-----"
LASTS = datetime.timedelta(days=397)
BEFORE = datetime.timedelta(days=30)  # a tablet's clock may be behind
RENEW = datetime.timedelta(days=60)  # before the end


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, both PEM."""

    key: bytes
    certificate: bytes


def make_root(school: str, names: Sequence[str]) -> Pair:
    """A root that may vouch for these host names and for private addresses."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    networks = [x509.IPAddress(ipaddress.IPv4Network(one)) for one in PRIVATE]
    permitted: list[GeneralName] = [*(x509.DNSName(name) for name in names), *networks]
    name = _named(f"{school[:40]} (Homeroom)")
    made = _builder(name, name, key, ROOT_FROM, ROOT_UNTIL)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(signs=True), critical=True)
    made = made.add_extension(x509.NameConstraints(permitted, None), critical=True)
    return _signed(made, key, key)


def make_leaf(root: Pair, names: Sequence[str], addresses: Sequence[str], now: datetime.datetime) -> Pair:
    """The certificate of the box under the root, good for 397 days from `now`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    above = x509.load_pem_x509_certificate(root.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    made = _builder(_named(names[0]), above.subject, key, now - BEFORE, now - BEFORE + LASTS)
    numbers = [x509.IPAddress(ipaddress.IPv4Address(one)) for one in addresses]
    made = made.add_extension(x509.SubjectAlternativeName([*(x509.DNSName(name) for name in names), *numbers]), False)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = made.add_extension(_usage(signs=False), critical=True)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key())  # type: ignore[arg-type]
    made = made.add_extension(issuer, critical=False)
    signer = serialization.load_pem_private_key(root.key, None)
    return _signed(made, key, signer)  # type: ignore[arg-type]


def pair(pem: bytes) -> Pair:
    """Key and certificate from one PEM file that holds both."""
    return Pair(pem[: pem.index(BEGIN)], public(pem))


def public(pem: bytes) -> bytes:
    """The certificates of a PEM file without the key before them."""
    return pem[pem.index(BEGIN) :]


def is_private(address: str) -> bool:
    """Whether the root may vouch for this IPv4 address."""
    number = ipaddress.ip_address(address)
    return any(number in ipaddress.ip_network(one) for one in PRIVATE)


def read(certificate: bytes) -> Certificate:
    """The first certificate of a PEM file. Raises ValueError."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(certificate)


def is_good(certificate: bytes, names: Sequence[str], addresses: Sequence[str], now: datetime.datetime) -> bool:
    """Whether the box's certificate still fits: its names, its addresses, and the time with room to spare."""
    from cryptography import x509

    try:
        found = read(certificate)
        san = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    known = {*san.get_values_for_type(x509.DNSName), *(str(one) for one in san.get_values_for_type(x509.IPAddress))}
    in_time = found.not_valid_before_utc <= now < found.not_valid_after_utc - RENEW
    return in_time and {*names, *addresses} <= known


def may_vouch(root: bytes, names: Sequence[str]) -> bool:
    """Whether the root was made for these names: a box that is called something else needs another."""
    from cryptography import x509

    try:
        found = read(root).extensions.get_extension_for_class(x509.NameConstraints).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    return set(names) <= {one.value for one in found.permitted_subtrees or () if isinstance(one, x509.DNSName)}


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate, in groups, as devices show it."""
    from cryptography.hazmat.primitives import hashes

    text = read(certificate).fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def der(certificate: bytes) -> bytes:
    """The same certificate in the form that phones open by themselves."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return read(certificate).public_bytes(Encoding.DER)


def _named(text: str) -> Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text[:64])])


def _builder(
    subject: Name, issuer: Name, key: EllipticCurvePrivateKey, start: datetime.datetime, end: datetime.datetime
) -> CertificateBuilder:
    from cryptography import x509

    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _usage(*, signs: bool) -> KeyUsage:
    from cryptography import x509

    no = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(digital_signature=True, key_cert_sign=signs, crl_sign=signs, **no)


def _signed(made: CertificateBuilder, key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey) -> Pair:
    from cryptography.hazmat.primitives import hashes, serialization

    certificate = made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8
    return Pair(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()), certificate)
