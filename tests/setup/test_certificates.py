"""The school's own certificate: good for this box and nothing else, renewed by itself, never by a doubtful clock."""

import datetime
import ssl

import pytest

from homeroom import clock, config
from homeroom.clock import Trust
from homeroom.setup import authority, keeping

NOW = datetime.datetime(2026, 11, 23, 8, tzinfo=datetime.UTC)
NAMES = ["riverside.local", "riverside-content.local"]


@pytest.fixture(scope="module")
def root():
    return authority.make_root("Riverside Primary", NAMES)


@pytest.fixture
def kept(box, monkeypatch):
    """The box with a known address and a known time; settles its certificate."""
    monkeypatch.setattr(keeping.discovery, "own_addresses", lambda: ["10.77.0.1", "203.0.113.9"])
    clock.clock.learn(clock.clock.wall(), Trust.NETWORK)
    return keeping.settle


def fingerprint():
    return authority.read(keeping.place().read_bytes()).serial_number


def talk(tmp_path, root, leaf, name):
    """Ask a real TLS server for a page, as a browser that trusts the root would. Raises ssl.SSLError."""
    chain, trusted = tmp_path / "box.pem", tmp_path / "root.pem"
    chain.write_bytes(leaf.key + leaf.certificate + root.certificate)
    trusted.write_bytes(root.certificate)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(chain)
    asking = ssl.create_default_context(cafile=str(trusted))
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asking.wrap_bio(ours, theirs, server_hostname=name)
    server = serving.wrap_bio(theirs, ours, server_side=True)
    for _step in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client.version()


def test_a_device_that_trusts_the_root_reaches_the_box_by_its_names(tmp_path, root):
    leaf = authority.make_leaf(root, NAMES, ["10.77.0.1"], datetime.datetime.now(datetime.UTC))

    assert talk(tmp_path, root, leaf, "riverside.local") == "TLSv1.3"
    assert talk(tmp_path, root, leaf, "10.77.0.1") == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for 'other.local'"):
        talk(tmp_path, root, leaf, "other.local")


@pytest.mark.parametrize(("name", "number"), [("bank.example.com", "10.0.0.1"), ("riverside.local", "93.184.216.34")])
def test_the_root_can_vouch_for_nothing_but_the_school(tmp_path, root, name, number):
    leaf = authority.make_leaf(root, [name], [number], datetime.datetime.now(datetime.UTC))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        talk(tmp_path, root, leaf, name)


def test_a_certificate_is_what_phones_ask_for(root):
    found = authority.read(authority.make_leaf(root, NAMES, [], NOW).certificate)

    assert (found.not_valid_after_utc - found.not_valid_before_utc).days == 397
    assert found.not_valid_before_utc <= NOW - datetime.timedelta(days=29)
    assert found.signature_hash_algorithm.name == "sha256"
    assert "serverAuth" in str(found.extensions)


def test_it_is_made_once_and_renewed_sixty_days_before_its_end(kept, the_clock):
    assert kept()
    first, root = fingerprint(), keeping.root()
    assert not kept()

    the_clock.pass_time(days=306)
    assert not kept()
    the_clock.pass_time(days=2)

    assert kept()
    assert fingerprint() != first
    assert keeping.root() == root


def test_another_address_makes_another_certificate_and_no_other_root(kept, monkeypatch):
    kept()
    root = keeping.root()
    monkeypatch.setattr(keeping.discovery, "own_addresses", lambda: ["192.168.4.20"])

    assert kept()
    assert keeping.root() == root
    assert "192.168.4.20" in str(authority.read(keeping.place().read_bytes()).extensions)


def test_public_addresses_are_left_out(kept):
    kept()

    assert keeping.addresses() == ["10.77.0.1"]


def test_a_clock_in_doubt_replaces_nothing(kept, the_clock):
    kept()
    first = fingerprint()
    clock.clock.resume(None, Trust.UNSET, instead=False)
    the_clock.pass_time(days=800)

    assert not kept()
    assert fingerprint() == first


def test_a_certificate_from_the_future_is_replaced_when_the_time_is_known(kept, the_clock):
    the_clock.pass_time(days=700)
    clock.clock.learn(the_clock.ms, Trust.NETWORK)
    kept()
    first = fingerprint()
    the_clock.pass_time(days=-700)
    clock.clock.learn(the_clock.ms, Trust.NETWORK)

    assert kept()
    assert fingerprint() != first


def test_a_box_with_another_name_gets_another_root(kept):
    kept()
    before = keeping.root()
    config.use(config.replace(config.current(), box_name="lakeside"))

    assert kept()
    assert keeping.root() != before


def test_a_damaged_file_is_made_again(kept):
    kept()
    keeping.place().write_bytes(b"-----BEGIN NONSENSE")

    assert kept()
    assert authority.is_good(keeping.place().read_bytes(), [], [], NOW)


def test_only_the_box_can_read_the_keys(kept):
    kept()

    for path in (keeping.place(), config.current().data / "keys" / "school-root.pem"):
        assert path.stat().st_mode & 0o077 == 0
