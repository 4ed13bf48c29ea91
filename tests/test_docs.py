"""The documents say what is: every setting, every command, every link."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from homeroom import cli, config

ROOT = Path(__file__).parent.parent
TOUR = ROOT / "server" / "README.md"


def settings_table():
    rows = ["| setting | default | what for |", "|--|--|--|"]
    for one in fields(config.Config):
        default = getattr(config.Config(), one.name)
        shown = str(default).lower() if isinstance(default, bool) else default
        rows.append(f"| `{one.name}` | `{shown}` | {one.metadata['doc']} |")
    return "\n".join(rows)


def test_the_tour_lists_every_setting():
    told = TOUR.read_text("utf-8").split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()

    assert told == settings_table()


def test_the_printed_settings_are_read_again_without_a_change(tmp_path):
    file = tmp_path / "homeroom.toml"
    file.write_text(config.as_toml(config.Config(port=1234, announce=False)), "utf-8")

    assert config.load(file, {}) == config.Config(port=1234, announce=False)


@pytest.mark.parametrize("name", sorted(cli.main.commands))
def test_every_command_explains_itself_and_takes_the_common_options(name):
    runner = CliRunner()
    help_text = runner.invoke(cli.main, [name, "--help"]).output
    group = getattr(cli.main.commands[name], "commands", None)

    assert cli.main.commands[name].help
    for sub in [[name]] if group is None else [[name, one] for one in group]:
        text = help_text if group is None else runner.invoke(cli.main, [*sub, "--help"]).output
        assert "--data" in text or sub == ["packs", "check"], sub


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "server/README.md",
        "server/SECURITY.md",
        "kiosk/README.md",
        "content_packs/FORMAT.md",
        "docs/SYNC.md",
        "provisioning/README.md",
    ],
)
def test_links_lead_somewhere(page):
    path = ROOT / page
    text = re.sub(r"````.*?````|```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)

    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]

    assert not missing


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 80\n", "prot"),
        ('port = "many"\n', "port"),
        ('policy_names = "sometimes"\n', "policy_names"),
        ('timezone = "Mars/Olympus"\n', "timezone"),
        ('attendance_start = "early"\n', "attendance_start"),
        ("port = \n", "TOML"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path, text, told):
    file = tmp_path / "homeroom.toml"
    file.write_text(text, "utf-8")

    result = CliRunner().invoke(cli.main, ["serve", "--config", str(file), "--data", str(tmp_path / "data")])

    assert result.exit_code == 2
    assert told in result.output
    assert not (tmp_path / "data").exists()
