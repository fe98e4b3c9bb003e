"""A make-believe machine below a directory, on which scripts are run: networkd, ip and ping are small fakes of themselves.

The script is the real one; only the roots of its paths are moved, and a second lasts a moment.
What real tools and kernels make of it is proved in the lab.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

FAKES = {
    # a link has its addresses, one a line, in net/NAME; the wire of the gateway is whole while the file `wire` is there
    "ip": """
case "$*" in
"-o address show dev "*) shift 4; [ ! -f "$M/net/$1" ] || awk -v d="$1" '{ print "2: " d " inet " $1 " scope global" }' "$M/net/$1" ;;
"-o address show") awk '{ print "2: x inet " $1 " scope" }' "$M"/net/* ;;
"address add "*) echo "$3" >>"$M/net/$5" ;;
"link show dev "*) echo "2: $4: <BROADCAST,UP,LOWER_UP>" ;;
"-4 route show dev "*) [ ! -f "$M/routes/$5" ] || cat "$M/routes/$5" ;;
"-4 route add "*) echo "$4 $5 $6" >>"$M/routes/$8" ;;
"link delete dev "*) rm -rf "$M/sys/class/net/$4" "$M/net/$4" ;;
esac""",
    "ping": '[ -f "$M/wire" ]',
    # takes the .netdev and .network files into use
    "networkctl": """
[ ! -f "$M/broken" ] || exit 1
[ ! -f "$M/hangs" ] || /bin/sleep 60
rm -rf "$M/sys/class/net/bond0" "$M/net/eth0" "$M/net/bond0" "$M/routes/eth0"
if [ -f "$M/etc/systemd/network/10-bond0.netdev" ]; then
    mkdir -p "$M/sys/class/net/bond0/bonding"
    echo "active-backup 1" >"$M/sys/class/net/bond0/bonding/mode"
    echo "eth0 eth1" >"$M/sys/class/net/bond0/bonding/slaves"
    echo 1 >"$M/sys/class/net/bond0/carrier"
    sed -n 's/^Address=//p' "$M/etc/systemd/network/30-bond0.network" >"$M/net/bond0"
elif [ ! -f "$M/forgets" ]; then
    sed -n 's/^Address=//p' "$M/etc/systemd/network/50-old.network" >"$M/net/eth0"
    echo "default via 192.0.2.1" >"$M/routes/eth0"
fi""",
    # an ifupdown that fails half-way, and then does not know the bond
    "ifquery": ":",
    "ifdown": "exit 1",
    "ifup": 'case "$*" in *bond0*) mkdir -p "$M/sys/class/net/bond0"; exit 1 ;; esac',
    "systemctl": "[ ! -f $M/no-networkd ]",
    "id": 'cat "$M/uid"',
    "sleep": "exec /bin/sleep 0.05",
    "restorecon": ":",
    "arping": ":",
}


class Machine:
    """A machine with two cards, an old address on the first, and networkd."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sessions: list[subprocess.Popen[bytes]] = []
        for folder in (
            "bin",
            "etc/systemd/network",
            "root",
            "net",
            "routes",
            "proc",
            *(f"sys/class/net/{each}" for each in ("lo", "eth0", "eth1")),
        ):
            (root / folder).mkdir(parents=True)
        for name, text in FAKES.items():
            self.write(f"bin/{name}", f"#!/bin/sh\nM={root}\n{text}\n", 0o755)
        self.write("etc/systemd/network/50-old.network", "[Match]\nName=eth0\n\n[Network]\nAddress=192.0.2.10/24\n")
        self.write("etc/os-release", 'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n')
        self.write("net/eth0", "192.0.2.10/24\n")
        self.write("routes/eth0", "default via 192.0.2.1\n")
        self.write("boot_id", "first\n")
        self.write("uid", "0\n")
        self.write("wire", "")

    def write(self, path: str, text: str, permissions: int = 0o644) -> None:
        """A file of the machine."""
        (self.root / path).write_text(text, encoding="utf-8")
        (self.root / path).chmod(permissions)

    def install(self, script: str, name: str = "bond0.sh") -> None:
        """Put a script in place, its paths moved below the root of the machine."""
        moved = script.replace("PATH=/usr/local/sbin:", f"PATH={self.root}/bin:/usr/local/sbin:")
        moved = moved.replace("/proc/sys/kernel/random/boot_id", f"{self.root}/boot_id").replace("/run/systemd/system", f"{self.root}/none")
        for top in ("/etc/", "/sys/class/", "/root/", "/usr/local/sbin/bond"):
            moved = moved.replace(top, f"{self.root}{top}")
        self.write(name, moved, 0o755)

    def run(self, *words: str, name: str = "bond0.sh", shell: str = "sh") -> subprocess.CompletedProcess[str]:
        """Run the script to its end."""
        words = (*shell.split(), str(self.root / name), *words)
        return subprocess.run(words, capture_output=True, text=True, check=False, cwd=self.root, timeout=60, stdin=subprocess.DEVNULL)

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Start the script in a session of its own."""
        quiet = subprocess.DEVNULL
        command = ["sh", str(self.root / "bond0.sh"), *words]
        self.sessions.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=self.root, start_new_session=True))
        return self.sessions[-1]

    @property
    def state(self) -> str:
        """How the change stands."""
        path = self.kept / ".bondbook/state"
        return path.read_text(encoding="utf-8").strip() if path.exists() else "none"

    @property
    def kept(self) -> Path:
        """Where the old files are."""
        return self.root / "root/before-bond0"

    @property
    def log(self) -> str:
        """What the watcher said."""
        return (self.kept / ".bondbook/log").read_text(encoding="utf-8")

    def files(self) -> dict[str, tuple[str, int]]:
        """All configuration files with their permissions."""
        found = sorted(path for path in (self.root / "etc").rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) for path in found}

    def addresses(self, name: str) -> list[str]:
        """The addresses of a link, none for one that is not there."""
        path = self.root / "net" / name
        return path.read_text(encoding="utf-8").split() if path.exists() else []

    def runs(self, program: str) -> bool:
        """Whether a program of the machine is running."""
        name = str(self.root / program).encode()
        return any(name in commands for path in Path("/proc").glob("[0-9]*/cmdline") if (commands := _read(path)))

    def wait_for(self, state: str) -> None:
        """Until the change stands so; the watcher is a process of its own."""
        for _ in range(600):
            if self.state == state:
                return
            subprocess.run(["/bin/sleep", "0.05"], check=True)
        raise AssertionError(f"the state is {self.state}, not {state}:\n{self.log}")

    def end(self) -> None:
        """Stop everything that is still there."""
        self.kill_watcher()
        for session in self.sessions:
            session.kill()
            session.wait()

    def kill_watcher(self) -> None:
        """End the watcher as the kernel does when memory is short."""
        watcher = self.kept / ".bondbook/watcher"
        if watcher.exists():
            number = int(watcher.read_text(encoding="utf-8").split()[0])
            try:
                os.kill(number, 9)
            except ProcessLookupError:
                return


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""
