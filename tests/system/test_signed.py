"""A box that has no libraries yet tells a true signature from a false one."""

import importlib.util
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.packs import minisign
from machines import ROOT

SPEC = importlib.util.spec_from_file_location("signed", ROOT / "provisioning" / "updater" / "signed.py")
signed = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(signed)


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=300), bit=st.integers(0, 511))
@settings(max_examples=15)
def test_it_agrees_with_the_library_and_sees_every_flipped_bit(seed, message, bit):
    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8

    assert signed.holds(key, message, signature)
    assert not signed.holds(key, message, bytes(flipped))
    assert not signed.holds(key, message + b"!", signature)


def test_a_file_signed_as_packs_are_holds_and_a_changed_one_does_not():
    secret = minisign.new_key()
    public = secret.public.text().splitlines()[1]
    data = b"0" * 64 + b"  provision.sh\n"
    signature = secret.sign(data, "homeroom-kit 0.1.0")

    assert signed.check(public, data, signature) == "homeroom-kit 0.1.0"
    for wrong in (
        lambda: signed.check(public, data + b"\n", signature),
        lambda: signed.check(minisign.new_key().public.text().splitlines()[1], data, signature),
        lambda: signed.check(public, data, signature.replace("homeroom-kit 0.1.0", "homeroom-kit 9.9.9")),
        lambda: signed.check(public, data, "nothing"),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()


def test_a_signed_kit_is_whole_and_signed(kit, release_key):
    if "HOMEROOM_KIT" in os.environ:
        pytest.skip("NOT TESTED HERE: nobody knows who signed the kit that HOMEROOM_KIT names")
    secret = minisign.read_secret(release_key.read_text("utf-8"))

    sums = (kit / "SHA256SUMS").read_bytes()
    assert signed.check(secret.public.text().splitlines()[1], sums, (kit / "SHA256SUMS.minisig").read_text())
    names = {line.split("  ")[1] for line in sums.decode().splitlines()}
    there = {str(path.relative_to(kit)) for path in kit.rglob("*") if path.is_file()}
    assert there - names == {"site.toml", "SHA256SUMS", "SHA256SUMS.minisig"}
    wheels = [name for name in names if name.endswith(".whl")]
    for machine in ("x86_64", "aarch64"):
        for python in ("cp311", "cp313"):
            assert any("apsw" in name and machine in name and python in name for name in wheels)
