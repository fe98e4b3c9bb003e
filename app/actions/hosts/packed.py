"""All hosts in one archive: a folder each, an inventory for Ansible with the variables of each host, and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import yaml

from app.actions import archive
from app.actions.archive import SUMS, Entry
from app.actions.hosts.many import Host, Many
from app.actions.script import file_name
from app.bonding import wire

GROUP = "bonds"


def entries(many: Many) -> list[Entry]:
    """What is in the archive, by name."""
    found = [Entry("README.txt", 0o644, _readme(many).encode()), Entry("inventory.yaml", 0o644, _inventory(many))]
    for host in many.hosts:
        found += [Entry(f"{host.name}/{each.name}", each.permissions, each.content) for each in archive.entries(host.result)]
        found.append(Entry(f"host_vars/{host.name}.yaml", 0o644, _variables(host)))
    found.sort(key=lambda entry: entry.name)
    sums = "".join(f"{hashlib.sha256(entry.content).hexdigest()}  {entry.name}\n" for entry in found)
    return sorted([*found, Entry(SUMS, 0o644, sums.encode())], key=lambda entry: entry.name)


def _inventory(many: Many) -> bytes:
    """The hosts in one group. Ansible finds their variables in host_vars beside it."""
    return _yaml({"all": {"children": {GROUP: {"hosts": {host.name: {} for host in many.hosts}}}}})


def _variables(host: Host) -> bytes:
    """The bond, its target, and the files with their places in the archive and on the host."""
    result = host.result
    variables = {
        "bond": wire.to_json(result.bond),
        "bond_release": result.target.release.id,
        "bond_stack": result.target.stack.id,
        "bond_files": list(_files(host)),
    }
    if not result.target.stack.elsewhere:
        variables["bond_script"] = f"{host.name}/{file_name(result.bond)}"
    return _yaml(variables)


def _files(host: Host) -> Iterator[dict[str, object]]:
    """`add` marks lines that belong into a file that others share."""
    for snippet in host.result.rendering.snippets:
        name = f"{archive.ADDED}{snippet.path}" if snippet.adds else snippet.path.lstrip("/")
        file: dict[str, object] = {"src": f"{host.name}/{name}", "dest": snippet.path, "mode": snippet.permissions}
        yield {**file, "add": True} if snippet.adds else file


def _yaml(data: object) -> bytes:
    return ("---\n" + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)).encode()


def _readme(many: Many) -> str:
    lines = [
        "One folder for each host, with all that its own README.txt explains.",
        "",
        f"sha256sum -c {SUMS}   compares all files",
        f"ansible-inventory -i inventory.yaml --list   shows the hosts (group {GROUP}) with the variables of host_vars:",
        "  bond (its words), bond_release, bond_stack, bond_files (src in this archive, dest on the host, mode), bond_script",
        "",
        "To bring each host its own script, and see what it would do there:",
        f"  ansible {GROUP} -i inventory.yaml -b -m copy -a 'src={{{{ bond_script }}}} dest=/root/ mode=0700'",
        f"  ansible {GROUP} -i inventory.yaml -b -a 'sh /root/{{{{ bond_script | basename }}}} --dry-run'",
        "Run it on one host first. It goes back by itself unless somebody confirms, but have a console at hand.",
        "",
        *(
            f"{host.name}: {host.result.bond.name}, {host.result.bond.mode}, {' '.join(host.addresses) or 'no static address'}"
            for host in many.hosts
        ),
    ]
    return "\n".join(lines) + "\n"
