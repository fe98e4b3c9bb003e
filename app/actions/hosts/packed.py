"""All hosts in one archive: a folder each, an inventory for Ansible with the variables of each host, and checksums.

Where the release has the network role, the variables also say the bond in its words, and a playbook runs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import yaml

from app import stacks
from app.actions import archive
from app.actions.archive import SUMS, Entry
from app.actions.hosts.many import Host, Many
from app.actions.script import file_name
from app.bonding import wire

GROUP = "bonds"
ROLE = "ansible"
"""The stack whose words the role takes."""

PLAYBOOK = "network.yaml"
RUN = ("{{", "{%", "{#")
"""What Ansible would run where it stands in a variable."""


def entries(many: Many) -> list[Entry]:
    """What is in the archive, by name."""
    found = [Entry("README.txt", 0o644, _readme(many).encode()), Entry("inventory.yaml", 0o644, _inventory(many))]
    for host in many.hosts:
        found += [Entry(f"{host.name}/{each.name}", each.permissions, each.content) for each in archive.entries(host.result)]
        found.append(Entry(f"host_vars/{host.name}.yaml", 0o644, _variables(host)))
    if _all_have_role(many):
        play = {"hosts": GROUP, "become": True, "roles": [{"role": "fedora.linux_system_roles.network"}]}
        found.append(Entry(PLAYBOOK, 0o644, _yaml([play])))
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
    return _yaml({**variables, **(_of_role(host) if _has_role(host) else {})})


def _all_have_role(many: Many) -> bool:
    return bool(many.hosts) and all(map(_has_role, many.hosts))


def _has_role(host: Host) -> bool:
    return ROLE in host.result.target.release.stacks


def _of_role(host: Host) -> dict[str, object]:
    """The variables of the network role, as the stack `ansible` puts them into a playbook."""
    rendering = stacks.get(ROLE).render(host.result.bond, host.result.target.release)
    plays = [yaml.safe_load(snippet.text) for snippet in rendering.snippets]
    variables: dict[str, object] = next(play[0]["vars"] for play in plays if isinstance(play, list))
    return variables


def _files(host: Host) -> Iterator[dict[str, object]]:
    """`add` marks lines that belong into a file that others share."""
    for snippet in host.result.rendering.snippets:
        name = f"{archive.ADDED}{snippet.path}" if snippet.adds else snippet.path.lstrip("/")
        file: dict[str, object] = {"src": f"{host.name}/{name}", "dest": snippet.path, "mode": snippet.permissions}
        yield {**file, "add": True} if snippet.adds else file


class _Dumper(yaml.SafeDumper):
    """Marks what Ansible must not run."""

    def ignore_aliases(self, _data: object) -> bool:
        """Everything is written out."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    run = any(mark in text for mark in RUN)
    return dumper.represent_scalar("!unsafe" if run else "tag:yaml.org,2002:str", text, style='"' if run else None)


_Dumper.add_representer(str, _text)


def _yaml(data: object) -> bytes:
    return ("---\n" + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)).encode()


def _of_scripts(many: Many) -> list[str]:
    if any(host.result.target.stack.elsewhere for host in many.hosts):
        return []
    return [
        "To bring each host its own script, and see what it would do there:",
        f"  ansible {GROUP} -i inventory.yaml -b -m copy -a 'src={{{{ bond_script }}}} dest=/root/ mode=0700'",
        f"  ansible {GROUP} -i inventory.yaml -b -a 'sh /root/{{{{ bond_script | basename }}}} --dry-run'",
        "Run without --dry-run it goes back by itself unless somebody confirms in time.",
        "",
    ]


def _of_playbook(many: Many) -> list[str]:
    if not _all_have_role(many):
        return []
    run = f"  ansible-playbook -i inventory.yaml {PLAYBOOK} --limit HOST"
    return ["To let the network role set it up, in the words of host_vars:", run, ""]


def _readme(many: Many) -> str:
    lines = [
        "One folder for each host, with all that its own README.txt explains.",
        "",
        f"sha256sum -c {SUMS}   compares all files",
        f"ansible-inventory -i inventory.yaml --list   shows the hosts (group {GROUP}) with the variables of host_vars:",
        "  bond (its words), bond_release, bond_stack, bond_files (src in this archive, dest on the host, mode), bond_script",
        "",
        *_of_scripts(many),
        *_of_playbook(many),
        "Try it on one host first, with a console at hand.",
        "",
        *(
            f"{host.name}: {host.result.bond.name}, {host.result.bond.mode}, {' '.join(host.addresses) or 'no static address'}"
            for host in many.hosts
        ),
    ]
    return "\n".join(lines) + "\n"
