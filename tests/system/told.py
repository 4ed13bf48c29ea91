"""The commands that provisioning/README.md tells a newcomer, word by word, and what it promises of each."""

import re

import yaml

from machines import ROOT

README = (ROOT / "provisioning" / "README.md").read_text("utf-8")
SEED = (ROOT / "provisioning" / "seed" / "user-data").read_text("utf-8")
# A fresh Debian of the tests has root and no sudo; the stick is a folder.
AS_A_USER = """
sudo() { "$@"; }
mount() { command mount --rbind /stick /mnt; }
mkdir -p /stick/homeroom-kit && command mount --bind /kit /stick/homeroom-kit
"""


def fences():
    """All blocks: their language, and their lines."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)


def commands():
    """All lines of blocks of sh, and what begins with sudo in a sentence."""
    lines = [line for language, block in fences() if language == "sh" for line in block.splitlines() if line]
    return list(dict.fromkeys(lines + re.findall(r"`(sudo [^`\n]+)`", README)))


def promised():
    """What it shows as output: each block without a language."""
    return [block for language, block in fences() if not language]


def of_section(heading):
    """The commands of one part of it."""
    part = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line for line in commands() if re.search(rf"^{re.escape(line)}$|`{re.escape(line)}`", part, re.M)]


def of_the_card():
    """What a card that was made as the README says runs at its first start, with a kit that is not signed."""
    seed = yaml.safe_load(SEED)
    [[shell, option, line]] = seed["runcmd"]
    assert (shell, option) == ("sh", "-c")
    assert "add ` --unsigned` after `provision.sh` in the last line of `user-data`" in " ".join(README.split())
    return line.replace("provision.sh", "provision.sh --unsigned")


def script(lines):
    """A script that runs each line and says between which marks it spoke."""
    return "".join(
        f"echo '==== {line}'\n{line.replace(' FILE', ' /var/tmp/FILE')}\necho \"==== ended: $?\"\n" for line in lines
    )


def said(report, line):
    """What that line printed the first time, and how it ended."""
    _before, found, after = report.partition(f"==== {line}\n")
    assert found, f"{line} was not run:\n{report}"
    text, _mark, rest = after.partition("==== ended: ")
    return text, int(rest.split()[0])


def like(shown):
    """A pattern for an output: sizes, numbers and the code of the first start are others each time."""
    words = re.escape(shown.strip("\n")).replace("8C7F5308", "[0-9A-Z]{8}")
    return re.sub(r"=\d+", r"=\\d+", words).replace(r"140\ MB", r"\d+\ MB")
