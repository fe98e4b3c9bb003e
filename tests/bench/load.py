"""Servers to measure, a client that costs little, and the CPU time that a request costs the server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Self
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 2


@dataclass
class Server:
    """A server that was started: its process and its port."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that the process and those below it have used so far."""
        return sum(_cpu(pid) for pid in _family(self.pid))


@dataclass
class Score:
    """What a run of requests came to; runs add up."""

    requests: int = 0
    seconds: float = 0
    cpu: float = 0

    def add(self, requests: int, seconds: float, cpu: float) -> None:
        """Add a run."""
        self.requests += requests
        self.seconds += seconds
        self.cpu += cpu

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a request."""
        return 1000 * self.cpu / max(self.requests, 1)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds if self.seconds else 0


def etag(port: int, path: str) -> str:
    """The ETag of a page."""
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return str(answer.headers["ETag"])


@contextmanager
def started(code: Sequence[str], port: int, environ: dict[str, str]) -> Iterator[Server]:
    """Start `python` with these arguments; hand it over when it listens; end it afterwards."""
    process = subprocess.Popen([sys.executable, *code], cwd=ROOT, env={**os.environ, **environ}, stderr=subprocess.DEVNULL)
    try:
        _wait_for(process, port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def bondbook(data: Path | str) -> Iterator[Server]:
    """Bondbook itself, with that data directory."""
    port = free_port()
    environ = {"BONDBOOK_DATA_DIR": str(data), "BONDBOOK_HOST": "127.0.0.1", "BONDBOOK_PORT": str(port), "BONDBOOK_DATABASE_URL": ""}
    code = "from app.config import Settings; from app.server import serve; serve(Settings.read())"
    with started(("-c", code), port, environ) as server:
        yield server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def fetch(port: int, path: str) -> bytes:
    """The body of a page; fails for any status but 200."""
    with _Client(port) as client:
        return client.get(_request(path))


def press(server: Server, paths: Iterator[str], seconds: float, score: Score, **headers: str) -> None:
    """Ask for one path after the other over a few connections for some seconds."""
    lock = threading.Lock()
    counts = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        count = 0
        with _Client(server.port) as client:
            while time.perf_counter() < end:
                with lock:
                    path = next(paths)
                client.get(_request(path, **headers))
                count += 1
        counts.append(count)

    cpu, begin = server.cpu(), time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) < CONNECTIONS:
        raise SystemExit(f"{server.port}: an answer was not 200; see above")
    score.add(sum(counts), time.perf_counter() - begin, server.cpu() - cpu)


def always(path: str) -> Iterator[str]:
    """The same path again and again."""
    return cycle([path])


class _Client:
    """One kept connection. It knows just enough HTTP to be cheaper than what it measures."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def get(self, request: bytes) -> bytes:
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 304"):
            return b""
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{request.split(b' ')[1].decode()}: {head.splitlines()[0].decode()}")
        length = next(int(line.partition(b":")[2]) for line in head.lower().splitlines() if line.startswith(b"content-length:"))
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _more(self) -> bytes:
        data = self.socket.recv(262144)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data


def _request(path: str, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: */*\r\n{lines}\r\n".encode()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"a server did not start: {process.args!r}")


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return (int(fields[11]) + int(fields[12])) / TICK  # utime and stime, counted from behind the name


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listing.read_text(encoding="utf-8").split():
            yield from _family(int(child))
