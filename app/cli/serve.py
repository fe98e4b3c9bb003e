"""bondbook serve: the pages."""

from __future__ import annotations

from dataclasses import replace

import click

from app.cli.status import told


@click.command("serve")
@click.option("--host", help="Address to listen on (BONDBOOK_HOST, 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (BONDBOOK_PORT, 8000).")
def command(host: str | None, port: int | None) -> None:
    """Serve the pages: migrate the database, then listen."""
    from app.config import Settings
    from app.server import serve as run

    with told():
        settings = Settings.read()
        run(replace(settings, host=host or settings.host, port=port or settings.port))
