"""Packages that the lab's guests lack: fetched from the host's own Debian, unpacked, never installed."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

MERGED = ("bin", "lib", "sbin")
"""Folders that are links into /usr on the guests; a folder of that name would hide them."""


class PackageMissing(RuntimeError):
    """A package could not be fetched or unpacked."""


@cache
def unpacked(package: str) -> Path:
    """A folder with the files of a package as they belong below the root; made once a run."""
    folder = _folder()
    try:
        subprocess.run(["apt-get", "-qq", "download", package], cwd=folder, check=True, capture_output=True)
        (archive,) = folder.glob("*.deb")
        subprocess.run(["dpkg-deb", "-x", archive, folder / "root"], check=True, capture_output=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise PackageMissing(f"The package {package} is needed in the guest, and `apt-get download {package}` did not bring it.") from error
    root = folder / "root"
    for name in MERGED:
        if (root / name).is_dir():
            shutil.copytree(root / name, root / "usr" / name, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(root / name)
    shutil.rmtree(root / "usr" / "share", ignore_errors=True)
    return root


def beside(files: dict[str, dict[str, str]], package: str) -> str:
    """A folder with these files and those of a package, as the lab takes one."""
    root = _folder()
    shutil.copytree(unpacked(package), root, symlinks=True, dirs_exist_ok=True)
    for name, file in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file["text"])
        path.chmod(int(file["mode"], 8))
    return str(root)


def _folder() -> Path:
    """A new folder that goes away with the program."""
    folder = tempfile.mkdtemp(prefix="bondbook-lab-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
