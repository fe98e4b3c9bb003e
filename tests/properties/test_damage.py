"""Damaged and foreign text: the parsers never raise, and random text holds no bond."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import stacks
from app.bonding.model import Bond
from app.stacks.contract import Parsing, Stack
from tests.stacks.goldens import release_for
from tests.strategies import FAST, bonds

LIKELY = {
    "ifcfg-legacy": (
        "/etc/modprobe.conf",
        "/etc/sysconfig/network",
        "/etc/sysconfig/network-scripts/ifcfg-bond0",
        "/etc/sysconfig/network-scripts/route-bond0",
    ),
    "ifcfg": ("/etc/sysconfig/network-scripts/ifcfg-bond0", "/etc/sysconfig/network-scripts/route-bond0"),
    "ifupdown": ("/etc/network/interfaces", "/etc/network/interfaces.d/bond0"),
    "ifupdown2": ("/etc/network/interfaces", "/etc/network/interfaces.d/bond0"),
    "ifupdown-ng": ("/etc/network/interfaces", "/etc/network/interfaces.d/bond0"),
    "netplan": ("/etc/netplan/60-bond0.yaml",),
    "networkd": ("/etc/systemd/network/10-bond0.netdev", "/etc/systemd/network/30-bond0.network", "/etc/modprobe.d/bonding.conf"),
    "iproute2": ("/usr/local/sbin/bond0-up",),
    "keyfile": ("/etc/NetworkManager/system-connections/bond0.nmconnection",),
    "nmcli": ("/usr/local/sbin/bond0-nmcli",),
    "ansible": ("/etc/ansible/bond0/playbook.yml", "/etc/ansible/host_vars/one.yml"),
    "nmstate": ("/root/bond0-state.yml", "/etc/nmstate/bond0.yml"),
    "sysfs": ("/usr/local/sbin/bond0-up", "/etc/rc.local"),
    "netctl": ("/etc/netctl/bond0", "/etc/netctl/bond0.100"),
    "netifrc": ("/etc/conf.d/net",),
    "openwrt": ("/etc/config/network",),
    "modprobe": ("/etc/modprobe.d/bonding.conf", "/etc/modprobe.conf", "/usr/local/sbin/bond0-up"),
}
"""Paths that a stack looks into; one that is not named here gets a path of another."""

GARBAGE = st.text(max_size=30) | st.sampled_from(
    ("", "[", "]", "{", ": ", "- ", "&a [*a]", "<<: *a", "\x00", "\\", '"', "'", "=", "\t", "type bond", "bonding")
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A text with some of its lines gone, doubled, swapped or garbled."""
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        if not lines:
            break
        at = draw(st.integers(0, len(lines) - 1))
        way = draw(st.sampled_from(("drop", "double", "swap", "garble", "cut", "indent", "replace")))
        line = lines[at]
        if way == "drop":
            del lines[at]
        elif way == "double":
            lines.insert(at, line)
        elif way == "swap":
            lines[at], lines[-1] = lines[-1], line
        elif way == "garble":
            place = draw(st.integers(0, len(line)))
            lines[at] = line[:place] + draw(GARBAGE) + line[place + draw(st.integers(0, 3)) :]
        elif way == "cut":
            lines[at] = line[: draw(st.integers(0, len(line)))]
        elif way == "indent":
            lines[at] = draw(st.sampled_from((" ", "  ", "\t", "#"))) + line
        else:
            lines[at] = draw(GARBAGE) + "\n"
    return "".join(lines)


def _is_sound(stack: Stack, parsing: Parsing) -> None:
    """Whatever was read can be rendered, and every remark fits in one line of some text."""
    for bond in parsing.bonds:
        stack.render(bond)
    for remark in (*parsing.unread, *parsing.refused):
        assert remark.line >= 0


@pytest.mark.parametrize("id", stacks.IDS)
@FAST
@given(data=st.data(), bond=bonds())
def test_our_own_output_may_be_damaged(id: str, data: st.DataObject, bond: Bond) -> None:
    stack = stacks.get(id)
    rendering = stack.render(bond, release_for(id))
    files = {snippet.path: data.draw(damaged(snippet.text)) for snippet in rendering.snippets}
    _is_sound(stack, stack.parse(files))


@pytest.mark.parametrize("id", stacks.IDS)
@FAST
@given(texts=st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_random_text_holds_no_bond(id: str, texts: list[str]) -> None:
    files = dict(zip(LIKELY.get(id, ("/etc/network",)), texts, strict=False))
    assert stacks.get(id).parse(files).bonds == ()


@pytest.mark.parametrize("id", stacks.IDS)
@pytest.mark.parametrize("other", stacks.IDS)
def test_the_files_of_another_stack_do_no_harm(id: str, other: str) -> None:
    bond = Bond("bond0", "802.3ad", ("eth0", "eth1"), (("miimon", 100),))
    files = {snippet.path: snippet.text for snippet in stacks.get(other).render(bond).snippets}
    found = stacks.get(id).parse(files).bonds
    assert found == ((bond,) if id == other else ())


BOMBS = {
    "alias in a circle": "network: &a\n  bonds: *a\n",
    "merge in a circle": "network: &a\n  <<: *a\n",
    "list in a circle": "network: &a [*a]\n",
    "alias bomb": "a: &a [1,1,1,1,1,1,1,1,1]\n"
    + "".join(f"{chr(97 + n)}: &{chr(97 + n)} [{','.join(['*' + chr(96 + n)] * 9)}]\n" for n in range(1, 9)),
    "deep": "a: " + "[" * 5000,
    "deep mapping": "{a: " * 3000,
    "a key that is a list": "network:\n  ? [a, b]\n  : c\n",
    "a bond that is a list": "network:\n  bonds: [bond0, bond1]\n",
    "a bond that is text": "network:\n  bonds:\n    bond0: yes\n",
    "a network that is a list": "network:\n- bonds\n",
    "many addresses": "network:\n  bonds:\n    bond0:\n      addresses: ["
    + ", ".join(f"10.0.{n // 250}.{n % 250 + 1}/16" for n in range(500))
    + "]\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_yaml_that_blows_up_is_a_remark(name: str) -> None:
    parsing = stacks.get("netplan").parse({"/etc/netplan/x.yaml": BOMBS[name]})
    assert parsing.bonds == () or parsing.bonds[0].members == ()


def test_a_bond_that_cannot_be_kept_is_said_so() -> None:
    """A name that no interface can have, or more values than a bond can need: a remark, not silence."""
    for text in ("network:\n  bonds:\n    this-name-is-too-long:\n      interfaces: [eth0]\n", BOMBS["many addresses"]):
        parsing = stacks.get("netplan").parse({"/etc/netplan/x.yaml": text})
        assert parsing.bonds == ()
        assert [remark.path for remark in parsing.refused] == ["/etc/netplan/x.yaml"]


def test_a_time_span_made_to_be_slow_is_refused_at_once() -> None:
    for span in ("1" * 58 + "!", "1 " * 29 + "!", "9" * 100_000):
        netdev = f"[NetDev]\nName=bond0\nKind=bond\n[Bond]\nMIIMonitorSec={span}\n"
        parsing = stacks.get("networkd").parse({"/etc/systemd/network/a.netdev": netdev})
        assert "is not a time span" in parsing.refused[0].why
