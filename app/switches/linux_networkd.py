"""A second Linux box as the switch, by files of systemd-networkd: a bond as the other end, in a bridge that filters VLANs."""

from __future__ import annotations

from collections.abc import Iterator

from app.switches import linux_iproute2
from app.switches.contract import Look, Mtu, Ports, Switch, Turn, say
from app.switches.lines import Line, Part

_PATH = "/etc/systemd/network/"
_BRIDGE = f"{_PATH}10-br0.netdev {_PATH}10-br0.network"
_BOND = f"{_PATH}20-bond{{lag}}"


def render(ports: Ports, second: bool) -> Iterator[Part]:
    """The files: the bridge, the bond, and its ports."""
    here = ports.peer_ports if second else ports.ports
    yield _file("10-br0.netdev", "[NetDev]", "Name=br0", "Kind=bridge", "", "[Bridge]", "VLANFiltering=yes", "DefaultPVID=none")
    yield _file("10-br0.network", "[Match]", "Name=br0", "", "[Network]", "LinkLocalAddressing=no")
    size = ["", "[Link]", f"MTUBytes={ports.mtu}"] if ports.mtu > 1500 else []
    into = ["", "[Network]", "Bridge=br0", *_vlans(ports)]
    if ports.kind == "none":
        yield _file("20-ports.network", "[Match]", f"Name={' '.join(here)}", *size, *into)
        return
    bond = f"bond{ports.lag}"
    mode = "802.3ad" if ports.kind == "lacp" else "balance-xor"
    options = [f"Mode={mode}", "MIIMonitorSec=100ms"]
    options += ["LACPTransmitRate=fast"] if ports.kind == "lacp" and ports.fast else []
    options += [f"MinLinks={ports.min_links}"] if ports.min_links > 1 else []
    options += [f"TransmitHashPolicy={ports.hash}"] if ports.hash else []
    netdev = ["[NetDev]", f"Name={bond}", "Kind=bond", *([f"MTUBytes={ports.mtu}"] if size else [])]
    yield _file(f"20-{bond}.netdev", *netdev, "", "[Bond]", *options)
    yield _file(f"20-{bond}-ports.network", "[Match]", f"Name={' '.join(here)}", *size, "", "[Network]", f"Bond={bond}")
    yield _file(f"20-{bond}.network", "[Match]", f"Name={bond}", *into)


def _vlans(ports: Ports) -> list[str]:
    """The VLANs of a port of the bridge: a section each, the untagged one first."""
    found = []
    if ports.native is not None:
        found += ["", "[BridgeVLAN]", f"VLAN={ports.native}", f"PVID={ports.native}", f"EgressUntagged={ports.native}"]
    return found + [line for vlan in ports.tagged for line in ("", "[BridgeVLAN]", f"VLAN={vlan}")]


def _file(name: str, *lines: str) -> Part:
    """A file; an empty text leaves a line free."""
    return Part(f"{_PATH}{name}", tuple(Line(tuple(line.split())) for line in lines), path=_PATH + name)


switch = Switch(
    title="Linux as the switch (systemd-networkd)",
    home="https://www.freedesktop.org/software/systemd/man/latest/systemd.network.html",
    source="systemd.netdev(5), systemd.network(5)",
    port=linux_iproute2.switch.port,
    example=linux_iproute2.switch.example,
    lags=(0, 999),
    lag="bond{lag}",
    words={
        "static": say("lag", "Mode=balance-xor"),
        "lacp": say("lag", "Mode=802.3ad"),
        "fast": say("lag", "LACPTransmitRate=fast"),
        "slow": say("lag", "LACPTransmitRate=slow"),
        "min_links": say("lag", "MinLinks={min_links}"),
        "mtu": say("lag", "MTUBytes={mtu}"),
        "access": say("l2", "PVID={native}", "EgressUntagged={native}"),
    },
    hashes={policy: say("lag", f"TransmitHashPolicy={policy}") for policy in linux_iproute2.switch.hashes},
    gaps=linux_iproute2.switch.gaps,
    given=linux_iproute2.switch.given,
    mtu=Mtu(most=65535),
    looks=(
        Look("any", "networkctl list", "the ports, or the bond, and br0 as configured"),
        *linux_iproute2.switch.looks,
    ),
    before=(
        Turn("ip -br link", "Look first: the name of the bond must be free, and no other file may speak of the ports."),
        Turn("tar -C / -cf /root/networkd-before.tar etc/systemd/network", "Keeps the files that are there now."),
    ),
    apply=(Turn("networkctl reload", "Applies the files. A bond that is there already keeps its mode until it is made anew."),),
    keep=(Turn("", "The files last: there is nothing more to do."),),
    back=(
        Turn(f"rm -f {_BRIDGE} {_PATH}20-ports.network", "Removes the files.", when="none"),
        Turn(f"rm -f {_BRIDGE} {_BOND}.netdev {_BOND}-ports.network {_BOND}.network", "Removes the files.", when="lag"),
        Turn("tar -C / -xf /root/networkd-before.tar", "Brings back the files that were there before, if some had the same names."),
        Turn("networkctl delete bond{lag}", "Takes the bond away; its ports are free again.", when="lag"),
        Turn("networkctl reload", "Reads what is left."),
        Turn("", "A port that no file names any more stays in the bridge: ip link set PORT nomaster takes it out.", when="none"),
        Turn("", "Where the bridge was not there before: networkctl delete br0 takes it away."),
    ),
    notes=linux_iproute2.switch.notes,
    comment="#",
    render=render,
)
