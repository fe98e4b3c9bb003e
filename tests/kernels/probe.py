"""Runs inside the lab's guest: asks the bonding driver of the running kernel, and prints what it answers as one line of JSON.

Needs nothing but Python 3.9. The questions come as JSON (see questions.py); nothing of Bondbook is known here, so what
is printed is the kernel's word. Usage: python3 probe.py QUESTIONS.json
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import platform
import re
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

Told = tuple[str, str]
BOND, MEMBER = "probe0", "eth0"
NET = "/sys/class/net"
MASTERS = f"{NET}/bonding_masters"
MARK = "ANSWERS "

NEWLINK, GETLINK, ERROR = 16, 18, 2
IFLA_IFNAME, IFLA_LINKINFO, KIND, DATA, SLAVE_KIND, SLAVE_DATA = 3, 18, 1, 2, 4, 5
REQUEST, ACK, EXCL, CREATE, ACK_TLVS, NESTED = 1, 4, 0x200, 0x400, 0x200, 0x8000


def main(path: str) -> None:
    """Ask everything, print everything."""
    questions = json.loads(Path(path).read_text(encoding="utf-8"))
    subprocess.run(["modprobe", "bonding", "max_bonds=0"], check=False)
    parameters = subprocess.run(["modinfo", "-F", "parm", "bonding"], stdout=subprocess.PIPE, text=True, check=False).stdout
    log = Log()
    answers = {
        "kernel": platform.release(),
        "parameters": sorted(re.findall(r"^(\w+):.*\((\w[\w ]*)\)$", parameters, re.MULTILINE)),
        "writable": listed("/sys/module/bonding/parameters"),
        "fresh": {name: fresh(number) for name, number in questions["modes"].items()},
        "tries": [attempt(each, log) for each in questions["tries"]],
    }
    print(MARK + json.dumps(answers))


def fresh(mode: int) -> dict[str, Any]:
    """All files and all attributes of a bond that was just made, and those of its first member."""
    with Made(mode, "members"):
        files = {name: read(f"{NET}/{BOND}/bonding/{name}") for name in listed(f"{NET}/{BOND}/bonding")}
        attributes, of_member = look(BOND)[DATA], look(MEMBER)[SLAVE_DATA]
        return {"files": files, "attributes": attributes, "of_member": of_member}


def attempt(question: dict[str, Any], log: Log) -> list[Any]:
    """One try on a new bond: the error's name, the extended message, the log, and what reads back."""
    with Made(question["mode"], question["state"], question["before"]):
        log.lines()
        if question["via"] == "file":
            told = write(f"{NET}/{BOND}/bonding/{question['option']}", question["text"])
            back = read(f"{NET}/{BOND}/bonding/{question['option']}")
        else:
            of_member = question["via"] == "member attribute"
            body = bytes.fromhex(question["hex"]) or struct.pack("=I", socket.if_nametoindex(MEMBER))
            told = change(MEMBER if of_member else BOND, question["number"], body, of_member)
            back = look(MEMBER if of_member else BOND)[SLAVE_DATA if of_member else DATA].get(str(question["number"]), "")
        return [question["id"], *told, back, log.lines()]


class Made:
    """A bond in a state: fresh (down and empty), up, or members (one, and down). Gone afterwards."""

    def __init__(self, mode: int, state: str, before: Sequence[Sequence[str]] = ()) -> None:
        self.mode, self.state, self.before = mode, state, before

    def __enter__(self) -> None:
        kind = attribute(KIND, b"bond") + attribute(DATA | NESTED, attribute(1, bytes([self.mode])))
        body = attribute(IFLA_IFNAME, BOND.encode() + b"\0") + attribute(IFLA_LINKINFO | NESTED, kind)
        told = talk(message(NEWLINK, REQUEST | ACK | CREATE | EXCL, 0, body))
        assert not told[0], told
        for name, text in self.before:
            told = write(f"{NET}/{BOND}/bonding/{name}", text)
            assert not told[0], (name, text, told)
        if self.state == "members":
            switch(MEMBER, False)
            told = write(f"{NET}/{BOND}/bonding/slaves", f"+{MEMBER}")
            assert not told[0], told
        if self.state == "up":
            switch(BOND, True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        write(MASTERS, f"-{BOND}")


class Log:
    """The kernel log from now on."""

    def __init__(self) -> None:
        self.file = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.file, 0, os.SEEK_END)

    def lines(self) -> list[str]:
        """What was logged since the last call."""
        found = []
        while True:
            try:
                found.append(os.read(self.file, 8192).decode(errors="replace").split(";", 1)[-1].split("\n")[0])
            except BlockingIOError:
                return found
            except BrokenPipeError:
                continue


# ---------------------------------------------------------------- files


def listed(path: str) -> list[str]:
    return sorted(each.name for each in Path(path).iterdir())


def name_of(number: int | None) -> str:
    return errno.errorcode.get(number or 0, str(number))


def read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        return f"!{name_of(error.errno)}"


def write(path: str, text: str) -> Told:
    """The name of the error and no message, as a write has none."""
    try:
        handle = os.open(path, os.O_WRONLY)
    except OSError as error:
        return name_of(error.errno), ""
    try:
        os.write(handle, text.encode() + b"\n")
    except OSError as error:
        return name_of(error.errno), ""
    finally:
        os.close(handle)
    return "", ""


def switch(name: str, up: bool) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        packed = bytearray(struct.pack("16sh22x", name.encode(), 0))
        fcntl.ioctl(sock, 0x8913, packed)
        flags = struct.unpack_from("h", packed, 16)[0]
        struct.pack_into("h", packed, 16, flags | 1 if up else flags & ~1)
        fcntl.ioctl(sock, 0x8914, packed)


# ---------------------------------------------------------------- netlink


def attribute(number: int, body: bytes) -> bytes:
    return struct.pack("=HH", len(body) + 4, number) + body + b"\0" * (-len(body) % 4)


def attributes(body: bytes) -> Iterator[tuple[int, bytes]]:
    while len(body) >= 4:
        length, number = struct.unpack_from("=HH", body)
        if length < 4:
            return
        yield number & 0x3FFF, body[4:length]
        body = body[(length + 3) & ~3 :]


def message(kind: int, flags: int, index: int, body: bytes) -> bytes:
    head = struct.pack("=BxHiII", 0, 0, index, 0, 0)
    return struct.pack("=IHHII", 16 + len(head) + len(body), kind, flags, 1, 0) + head + body


def change(name: str, number: int, body: bytes, of_member: bool) -> Told:
    kind, data = (SLAVE_KIND, SLAVE_DATA) if of_member else (KIND, DATA)
    info = attribute(kind, b"bond") + attribute(data | NESTED, attribute(number, body))
    return talk(message(NEWLINK, REQUEST | ACK, socket.if_nametoindex(name), attribute(IFLA_LINKINFO | NESTED, info)))


def talk(sent: bytes) -> Told:
    """The name of the error and the extended message."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.setsockopt(270, 11, 1)
        sock.send(sent)
        answer = sock.recv(65536)
    kind, flags = struct.unpack_from("=HH", answer, 4)
    number = struct.unpack_from("=i", answer, 16)[0]
    text = ""
    if kind == ERROR and flags & ACK_TLVS:
        text = next((body.rstrip(b"\0").decode() for number_, body in attributes(answer[16 + 4 + 16 :]) if number_ == 1), "")
        if not text:  # the request stands between, where the error is not capped
            rest = answer[16 + 4 + len(sent) :]
            text = next((body.rstrip(b"\0").decode() for number_, body in attributes(rest) if number_ == 1), "")
    return name_of(-number) if number else "", text


def look(name: str) -> dict[int, dict[str, str]]:
    """Attributes as hexadecimal by number: those of a bond, and those of a member."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.send(message(GETLINK, REQUEST, socket.if_nametoindex(name), b""))
        answer = sock.recv(65536)
    info = dict(attributes(dict(attributes(answer[32:])).get(IFLA_LINKINFO, b"")))
    return {each: {str(number): body.hex() for number, body in attributes(info.get(each, b""))} for each in (DATA, SLAVE_DATA)}


if __name__ == "__main__":
    main(sys.argv[1])
