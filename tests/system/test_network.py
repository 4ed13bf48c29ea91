"""The box's own Wi-Fi gives addresses and one name; a change of the network goes back unless somebody keeps it."""

import os
import subprocess
import sys

import pytest

from machines import FILES, filled, need, need_root

PROGRAM = FILES / "homeroom-network"
CONNECTION = "etc/NetworkManager/system-connections/homeroom.nmconnection"
UNIT = "etc/systemd/system/homeroom-wifi.service"
LOOKS_UP = """
import socket, struct, sys
name = b"".join(bytes([len(part)]) + part.encode() for part in sys.argv[1].split(".")) + b"\\0"
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
out.settimeout(5)
out.sendto(struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1), ("10.77.0.1", 53))
answer = out.recv(512)
print(answer[3] & 15, ".".join(map(str, answer[-4:])) if answer[7] else "-")
"""


class Box:
    """The files of a box's network in a folder, with the program that changes them."""

    def __init__(self, folder):
        self.root, self.wanted = folder / "root", folder / "wanted"
        self.wanted.mkdir()
        (self.root / "etc/NetworkManager").mkdir(parents=True)

    def prepare(self, mode, **answers):
        for old in self.wanted.glob("*.*"):
            old.unlink()
        names = {
            "join": ["homeroom.nmconnection"],
            "access-point": ["homeroom-wifi.service", "hostapd.conf"],
            "off": [],
        }
        for name in names[mode]:
            (self.wanted / name).write_text(filled(name, **answers))
        if mode == "access-point":
            (self.wanted / "unmanaged.conf").write_text((FILES / "unmanaged.conf").read_text())
        (self.wanted / "mode").write_text(f"{mode}\n")

    def say(self, word, guard="no"):
        told = {"HOMEROOM_NETWORK": str(self.wanted), "HOMEROOM_ROOT": str(self.root), "HOMEROOM_GUARD": guard}
        return subprocess.run(["sh", PROGRAM, word], env=os.environ | told, capture_output=True, text=True, check=False)

    def kept(self):
        return self.say("is-kept").returncode == 0

    def files(self):
        return {str(path.relative_to(self.root)): path.read_text() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path)


def test_a_try_over_a_connection_goes_back_by_itself(box):
    box.prepare("join", WIFI_NAME="Old")
    box.say("try")
    before = box.files()
    box.prepare("join", WIFI_NAME="New")
    told = box.say("try", guard="yes")
    during = box.files()
    box.say("back")

    assert "goes back in ten minutes" in told.stdout
    assert "ssid=New" in during[CONNECTION]
    assert box.files() == before
    assert not box.kept()  # the next run of provision.sh tries again


def test_what_is_kept_stays(box):
    box.prepare("access-point")
    box.say("try", guard="yes")
    box.say("keep")
    after = box.files()

    assert box.kept()
    assert UNIT in after
    assert "nothing to go back to" in box.say("back").stdout
    assert box.files() == after


def test_killed_in_the_middle_of_a_try_it_still_knows_the_way_back(box):
    box.prepare("join", WIFI_NAME="Old")
    box.say("try")
    before = box.files()
    box.prepare("access-point")
    box.say("try", guard="yes")
    (box.root / UNIT).unlink()  # cut off before everything was laid
    box.say("try", guard="yes")
    box.say("back")

    assert box.files() == before


def test_off_takes_our_network_away_and_leaves_the_others(box):
    other = box.root / "etc/NetworkManager/system-connections/school.nmconnection"
    other.parent.mkdir(parents=True)
    other.write_text("[connection]\n")
    box.prepare("join")
    box.say("try")
    box.prepare("off")
    box.say("try")

    assert list(box.files()) == ["etc/NetworkManager/system-connections/school.nmconnection"]


def test_the_password_of_the_wifi_is_for_root_alone(box):
    box.prepare("join")
    box.say("try")

    assert (box.root / CONNECTION).stat().st_mode & 0o777 == 0o600


# --- two machines, a wire between them ----------------------------------------------------------------


@pytest.fixture
def wire(tmp_path):
    """A network of two: the box, whose end is called wlan0, and a tablet."""
    need("ip", "dnsmasq", "nft", "udhcpc")
    need_root()
    names = [f"hr{os.getpid()}{end}" for end in ("box", "tab")]
    if subprocess.run(["ip", "netns", "add", names[0]], capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED HERE: no network namespaces")
    try:
        for command in (
            f"ip netns add {names[1]}",
            f"ip -n {names[0]} link add wlan0 type veth peer name eth0 netns {names[1]}",
            f"ip -n {names[0]} address add 10.77.0.1/24 dev wlan0",
            f"ip -n {names[0]} link set wlan0 up",
            f"ip -n {names[0]} link set lo up",
            f"ip -n {names[1]} link set eth0 up",
            f"ip netns exec {names[0]} nft -f {FILES / 'nftables.conf'}",
        ):
            subprocess.run(command.split(), check=True, capture_output=True)
        yield names
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


@pytest.fixture
def tablet(wire, tmp_path):
    """What a tablet can ask; it has got its address from the box."""
    probes = "address=/captive.apple.com/10.77.0.1\naddress=/dns.msftncsi.com/131.107.255.255"
    conf = tmp_path / "dnsmasq.conf"
    conf.write_text(
        filled("dnsmasq.conf", PROBE_NAMES=probes).replace("/run/homeroom-wifi/leases", f"{tmp_path}/leases")
    )
    command = ["ip", "netns", "exec", wire[0], "dnsmasq", "--keep-in-foreground", "--user=root", f"--conf-file={conf}"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    script = tmp_path / "got.sh"
    script.write_text(
        '#!/bin/sh\n[ "$1" = bound ] && ip address add $ip/24 dev eth0 && echo "$ip $dns $router"\nexit 0\n'
    )
    script.chmod(0o755)
    client = [
        "ip",
        "netns",
        "exec",
        wire[1],
        "udhcpc",
        "-i",
        "eth0",
        "-n",
        "-q",
        "-f",
        "-s",
        script,
        "-t",
        "10",
        "-T",
        "1",
    ]
    got = subprocess.run(client, capture_output=True, text=True, timeout=40, check=False)

    def ask(*command):
        done = ["ip", "netns", "exec", wire[1], *command]
        return subprocess.run(done, capture_output=True, text=True, timeout=20, check=False).stdout.strip()

    ask.address = got.stdout.strip()
    yield ask
    server.terminate()
    server.wait(10)


def test_a_tablet_gets_an_address_and_the_one_name_by_dns(tablet):
    assert tablet.address.startswith("10.77.0.")
    assert tablet.address.split()[1:] == ["10.77.0.1"]  # the box knows names, and there is no way out
    for name in ("homeroom.local", "homeroom.home.arpa", "captive.apple.com"):
        assert tablet(sys.executable, "-c", LOOKS_UP, name) == "0 10.77.0.1", name
    assert tablet(sys.executable, "-c", LOOKS_UP, "dns.msftncsi.com") == "0 131.107.255.255"
    assert tablet(sys.executable, "-c", LOOKS_UP, "bank.example.com").endswith("-")


CONNECTS = "import socket; socket.create_connection(('10.77.0.1', {port}), 2); print('in')"


def test_the_firewall_lets_pages_in_and_nothing_else(wire, tablet):
    listen = (
        "import socket, time\nall = [socket.create_server(('10.77.0.1', port)) for port in (80, 8080, 5000)]\n"
        "print('ready', flush=True)\ntime.sleep(30)"
    )
    command = ["ip", "netns", "exec", wire[0], sys.executable, "-c", listen]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        server.stdout.readline()
        told = {port: tablet(sys.executable, "-c", CONNECTS.format(port=port)) for port in (80, 8080, 5000)}
        many = "import socket\nheld = []\n" + (
            "for n in range(90):\n    try:\n        held.append(socket.create_connection(('10.77.0.1', 80), 2))\n"
            "    except OSError:\n        pass\nprint(len(held))"
        )
        share = int(tablet(sys.executable, "-c", many))
        server.terminate()

    assert told == {80: "in", 8080: "", 5000: ""}
    assert 50 <= share <= 61
