"""The command line: the same words as the links, the same results as the pages. A command is a file in this folder.

Exit status: 0 fine, 1 a finding of level error, 2 wrong use (bad values included).
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import click

NOT_COMMANDS = {"__main__", "many", "saving", "status", "words"}


class Commands(click.Group):
    """The commands by their files. Only the one that is called is loaded: the others would cost it time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        del ctx
        return sorted(module.name for module in iter_modules(__path__) if module.name not in NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"app.cli.{cmd_name}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="bondbook", prog_name="bondbook")
def main() -> None:
    """Bondbook: Linux network bonding, generated and explained."""
