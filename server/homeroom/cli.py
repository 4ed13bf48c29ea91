"""The command line: serve, hub, demo, doctor, rebuild, config, and what the features add."""

import importlib
import importlib.util
from typing import Any

import click

from homeroom import __version__, app, features
from homeroom.commands import demo, diagnose, doctor, rebuild, serve, show_config, start_hub
from homeroom.errors import HomeroomError


class _Group(click.Group):
    """Prints an expected error as one sentence instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HomeroomError as error:
            click.echo(f"homeroom: {error.message}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Homeroom: a school server for one cheap box.

    \b
    homeroom demo                            a whole school to try, with a hub beside it
    homeroom serve --data DIR                a real box; prints its address and the code of the first start
    homeroom people import FILE --dry-run    what a list of people would change
    homeroom doctor --data DIR               what is wrong, and what to do about it

    Every command takes --config FILE (homeroom.toml), --data DIR and --port N, so that several boxes and
    hubs can run side by side on one machine. `homeroom config` explains all settings.
    """
    context.obj = {"open": lambda settings: app.open_store(settings, features.BOX)}


for command in (
    serve.serve,
    start_hub.hub,
    demo.demo,
    doctor.doctor,
    diagnose.diagnose,
    rebuild.rebuild,
    show_config.show,
):
    main.add_command(command)
for name in dict.fromkeys(features.BOX + features.HUB):
    if importlib.util.find_spec(f"homeroom.{name}") and importlib.util.find_spec(f"homeroom.{name}.cli"):
        for extra in importlib.import_module(f"homeroom.{name}.cli").commands:
            main.add_command(extra)
