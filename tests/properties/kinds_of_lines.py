"""The kinds of lines that files of one kind hold, each file by its path: patterns, and for YAML the words that may be keys."""

from __future__ import annotations

import re
import shlex

from app import stacks

NAME = r"[A-Za-z0-9._-]{1,15}"
WORD = r"[A-Za-z0-9._:/,+%-]+"
WORDS = rf"{WORD}(?: {WORD})*"
COMMENT = r"# " + NAME + r": .*"

NETWORK_FLAGS = (
    "device bondslaves bondopts bridgeslaves bridgeopts bootproto ip netmask gateway ipv6 ipv6gateway nameserver mtu vlanid interfacename "
    "onboot activate noipv4 noipv6 ipv4-dns-search ipv6-dns-search"
).replace(" ", "|")
BRANCH = r'(?:[A-Za-z][A-Za-z0-9_-]*|"[A-Za-z0-9._-]+")'
LEAF = rf'(?:"[A-Za-z0-9 ._:/,+%-]*"|\d+(?:\.\d+)?|true|false|\[(?: "{WORD}")* \])'
UCI = "(device|interface|route6?)"

KINDS = {
    r"/etc/cmdline\.d/.*": r"(bond|vlan|bridge|ip|nameserver|rd\.route|rd\.neednet)=[A-Za-z0-9._:/,+%=;\[\]-]+",
    r"/etc/dracut\.conf\.d/.*": rf'add_dracutmodules\+=" network "|install_items\+=" /etc/cmdline\.d/{WORD} "|{COMMENT}',
    r".*/ks\.cfg": rf'network( --({NETWORK_FLAGS})(=({WORD}|[A-Za-z0-9._:/,+%=-]+|"[A-Za-z0-9._:/,+%=;-]+"))?)+|{COMMENT}',
    r"/etc/netctl/.*": rf'(?!Description)[A-Z][A-Za-z0-9]*=({WORD}|"{WORDS}"|\(({WORD}|"{WORDS}")?( ({WORD}|"{WORDS}"))*\))|{COMMENT}',
    r"/etc/nixos/.*": rf"|{{ \.\.\. }}:|[ ]*[{{}}]|[ ]*[}}\]];|[ ]*{BRANCH}(\.{BRANCH})* = ({LEAF};|[{{\[])|{COMMENT}",
    r"/etc/config/network": rf"|config {UCI} '{WORD}'|\t(?!option description)(option|list) [a-z0-9_]+ '{WORD}'|{COMMENT}",
    r".*/rc\.inet1\.conf": rf"[A-Z][A-Z0-9_]*(\[\d+\])?=({WORD}|\"\"|\"{WORDS}\"|'{WORDS}( \| {WORDS})*')|{COMMENT}",
    r"/etc/sysconfig/network/ifcfg-.*": rf'(?!NAME)[A-Z][A-Z0-9_]*=({WORD}|[a-z_]+={WORD}|"[A-Za-z0-9 ._:/,+%=-]+")|# {WORD}|{COMMENT}',
    r"/etc/sysconfig/network/ifroute-.*": rf"(default|{WORD}) ({WORD}|-) - {NAME}( metric \d+)?",
    r"/etc/sysconfig/network/ifsysctl-.*": rf"net/ipv6/conf/{NAME}/accept_ra = [012]",
    r"/etc/sysconfig/network/config": rf'[A-Z][A-Z0-9_]*=({WORD}|"{WORDS}")|# (dns|search) of {NAME}: {WORDS}|{COMMENT}',
    r"/config/.*\.vyos": rf"set (?!.* description ){WORDS}|# (dns|search) of {NAME}: {WORDS}",
}
"""By the whole path."""

TEXTS = {
    r"/etc/netctl/.*": r"(Description)=(.*)",
    r"/etc/config/network": r"\t(option description )(.*)",
    r"/etc/sysconfig/network/ifcfg-.*": r"(NAME)=(.*)",
    r"/config/.*\.vyos": rf"(set interfaces bonding {NAME} description )(.*)",
}
"""Lines with a free text in them, which has to be a single word for a shell."""

NETIFRC = rf'(?:[A-Za-z0-9_]+=(?:{WORD}|"(?:{WORDS})?(?:\n{WORDS})*")\n|{COMMENT}\n)*'
"""A whole file: values may go over several lines."""

TALOS = {
    "apiVersion", "kind", "name", "links", "bondMode", "mtu", "addresses", "address", "routes", "destination", "gateway", "metric",
    "vlanID", "parent", "hardwareAddr", "stp", "enabled", "nameservers", "searchDomains", "domains", "machine", "network", "interfaces",
    "interface", "bond", "bridge", "vlans", "vlanId", "dhcp", "mode",
}  # fmt: skip
CLOUD = {
    "network", "version", "config", "type", "name", "mtu", "mac_address", "bond_interfaces", "bridge_interfaces", "params", "bond-mode",
    "bridge_stp", "bridge_fd", "accept-ra", "vlan_link", "vlan_id", "subnets", "address", "gateway", "dns_nameservers", "dns_search",
    "routes", "destination", "metric",
}  # fmt: skip


def assert_known(path: str, text: str) -> bool:
    """Look at a file of one of the kinds above; False for one of another kind."""
    lines = text.removesuffix("\n").split("\n")
    if path == "/etc/conf.d/net":
        assert re.fullmatch(NETIFRC, text), text
    elif text.startswith("variant: "):
        assert_known_butane(lines)
    elif text.startswith(("apiVersion: v1alpha1\n", "machine:\n")) or "\napiVersion: v1alpha1\n" in text:
        advertised = re.compile(rf"---|# ipv6 of {NAME}: auto, as on every link of Talos")
        assert_known_yaml(TALOS | names("talos"), [line for line in lines if not advertised.fullmatch(line)])
    elif path.startswith("/etc/cloud/"):
        assert_known_yaml(CLOUD | names("cloud-init-v1"), lines)
    else:
        kind = next((kind for where, kind in KINDS.items() if re.fullmatch(where, path)), None)
        free = next((kind for where, kind in TEXTS.items() if re.fullmatch(where, path)), "(?!)")
        for line in lines if kind is not None else ():
            match = re.fullmatch(free, line)
            assert re.fullmatch(kind or "", line) or (match and len(shlex.split(match[2])) == 1), line
        return kind is not None
    return True


def names(stack: str) -> set[str]:
    """The keys of a stack's spelling."""
    return {name for key in stacks.get(stack).spelling for name in key.names}


def assert_known_yaml(keys: set[str], lines: list[str]) -> None:
    """Keys that there are, and plain words behind them."""
    value = rf"(?:{WORD}|'{WORD}')"
    for line in lines:
        match = re.fullmatch(rf" *(?:- )?([A-Za-z0-9_.-]+):(?: (?:{value}|\[(?:{value}(?:, {value})*)?\]))?", line)
        assert re.fullmatch(COMMENT, line) or (match and match[1] in keys), line


def assert_known_butane(lines: list[str]) -> None:
    """The frame, and in it files of the kinds that there are without it."""
    from tests.properties.known_lines import assert_known_lines

    frame = (r"variant: (fcos|flatcar)", r"version: \d\.\d\.\d", "storage:", "  files:")
    for line, kind in zip(lines, frame, strict=False):
        assert re.fullmatch(kind, line), line
    for file in re.split(r"^  - path: ", "\n".join(lines[4:]) + "\n", flags=re.MULTILINE)[1:]:
        path, mode, contents, inline, *inside = file.removesuffix("\n").split("\n")
        assert re.fullmatch(r"    mode: 0[0-7]{3}", mode), mode
        assert (contents, inline) == ("    contents:", "      inline: |")
        assert all(line == "" or line.startswith("        ") for line in inside), inside
        assert_known_lines(path, "".join(f"{line[8:]}\n" for line in inside))
