"""Serving: migrate, take the port, run Granian until a signal ends it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from app import create_app
from app.accounts.manage import at_start
from app.config import ROOT
from app.errors import BadSettings, BondbookError
from app.library import kernel_documents, kernel_sources, starter
from app.library.database import db, upgrade
from app.web import facts
from app.web.knowledge.desk import desk

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings

THREADS = 4
SECONDS_TO_STOP = 10
PR_SET_PDEATHSIG = 1


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises BadSettings if the settings cannot work."""
    address = _claim(settings.host, settings.port)
    os.umask(0o077)  # the library holds the password's hash and short links, and the directory may have been made by somebody else
    if done := upgrade(settings):
        sys.stderr.write(f"{done}\n")
    app = create_app(settings)
    with app.app_context():
        facts.renew()
        _announce_starter(starter.load(desk(), ROOT / "notes"))
        if said := at_start(settings, db.engine):
            sys.stderr.write(f"{said}\n")
        _add_kernel_documents()
        db.engine.dispose()  # the worker is a fork, and no connection may be carried into one
    run(app, address, settings.port)


def _announce_starter(loaded: starter.Loaded) -> None:
    for number, what in ((loaded.made, "loaded"), (loaded.renewed, "renewed")):
        if number:
            sys.stderr.write(f"Starter content: {number} {'note' if number == 1 else 'notes'} {what}\n")


def _add_kernel_documents() -> None:
    """Bring in the kernel's documents that this machine has. It is a help: nothing that goes wrong here stops the start."""
    try:
        kernel_documents.renew(db.engine)
        for each in kernel_sources.add_found(db.engine):
            said = f"not added: {each}" if isinstance(each, BondbookError) else f"added from {each.source}"
            sys.stderr.write(f"The kernel's own document: {said}\n")
    except Exception as error:  # noqa: BLE001 - whatever it is
        sys.stderr.write(f"The kernel's own document: not added ({error})\n".replace("\n", " ").rstrip() + "\n")


def run(app: Flask, host: str, port: int) -> None:
    """Run one application in one worker with a few threads; the bench runs its bare route through this too."""
    multiprocessing.set_start_method("fork", force=True)  # the worker takes over the application as it stands here
    server = Server(
        "app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        workers_kill_timeout=SECONDS_TO_STOP,
    )

    def load(_target: str) -> Any:
        _follow_parent()
        return app.wsgi_app

    def announce() -> None:
        shown = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"Bondbook is at http://{shown}:{port} - stop it with Ctrl-C\n")
        sys.stderr.flush()

    server.on_startup(announce)
    try:
        server.serve(target_loader=load)
    except SystemExit:
        if not server.interrupt_signal:  # a signal to the whole group ends the worker too: that is no failure
            raise


def _claim(host: str, port: int) -> str:
    """The numeric address, seen to be free: Granian would share a port that another server of the same user holds."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(infos[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(infos[0][4])
            return str(infos[0][4][0])
    except OSError as error:
        reason = error.strerror or str(error)
        mend = "Choose another BONDBOOK_HOST or BONDBOOK_PORT, or stop what listens there."
        raise BadSettings(f"BONDBOOK_HOST={host} BONDBOOK_PORT={port} cannot be used: {reason}. {mend}") from error


def _follow_parent() -> None:
    """Let this worker end when its parent says so or is gone, and at no other moment.

    A Ctrl-C reaches the worker as well as the parent; a worker that gets two signals at once may never stop.
    A killed parent can tell nobody: then the kernel ends the worker, so that the port is free again.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
