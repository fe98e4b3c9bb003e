"""An independent look at each line of an output: the few kinds of lines that each stack has, and no others."""

from __future__ import annotations

import re
import shlex

import yaml

from app import stacks
from app.stacks.contract import Rendering
from app.stacks.driver.script import STOPPED
from tests.properties import kinds_of_lines

NAME = r"[A-Za-z0-9._-]{1,15}"
WORD = r"[A-Za-z0-9._:/,+%-]+"
COMMENT = r"# " + NAME + r": .*"
MODPROBE = rf"alias {NAME} bonding|options {NAME}( [a-z_]+={WORD})+|options bonding max_bonds=0"
WRITE = rf"(echo {WORD}|printf '%s\\n' -{NAME}) > /sys/class/net/(bonding_masters|{NAME}/bonding/[a-z_]+)"
CHECK = rf"grep -x ('[a-z0-9.-]+ \d'|\d+) /sys/class/net/{NAME}/bonding/[a-z_]+"
OF_THE_DRIVER = rf"(grep -q -w {NAME} /sys/class/net/bonding_masters \|\| )?{WRITE}|{CHECK}|trap '{re.escape(STOPPED)}' EXIT"
ROUTE = rf"[0-9a-f.:]+/\d+ via [0-9a-f.:]+ dev {NAME}( metric \d+)?"
ASSIGNMENT = rf'[A-Z][A-Z0-9_]*=({WORD}|"[A-Za-z0-9 ._:/,+=-]+")|{COMMENT}'
STANZA = rf"|(auto|source|iface) {WORD}( {WORD})*|    [a-z0-9_-]+( ({WORD}|[|]{{2}}|{WORD}={WORD}))+|{COMMENT}"
ECHO = rf"echo {WORD} > /sys/class/net/{NAME}/bonding/[a-z0-9_]+"
ECHO_LINE = rf"    (pre-up|up) {ECHO} [|]{{2}} true"
IP_SETS = rf"/sbin/ip link set dev {NAME} type bond(_slave)?( [a-z0-9_]+ {WORD})+"
RULE = (
    rf'ACTION(==|!=)"(add|remove)", SUBSYSTEM=="net", KERNEL=="{NAME}", '
    rf'(ATTR{{bonding/[a-z0-9_]+}}="{WORD}"|(RUN[+]|PROGRAM=)="{IP_SETS}"|ENV{{SYSTEMD_WANTS}}[+]="{WORD}( {WORD})*")|# What .*'
)
HOOK = (
    rf'#!/bin/sh|# What .*|case "\$1 \$2" in|    "{NAME} up"\)|        ({ECHO}|ip link set dev {NAME} type bond(_slave)? [a-z0-9_]+ {WORD})'
    r"|        ;;|esac"
)
UNIT = (
    rf"|\[(Unit|Service)\]|Description=Options of {NAME} as a member of {NAME}|ExecStart={IP_SETS}|Restart=on-failure|RestartSec=3"
    r"|# Started by .*"
)
INI = rf"|\[(NetDev|Bond|VLAN|Match|Link|Network|Route)\]|[A-Z][A-Za-z0-9]*=({WORD}( {WORD})*)|{COMMENT}"
INI_KEYS = {
    "NetDev": {"Name", "Kind", "MTUBytes", "MACAddress"},
    "VLAN": {"Id"},
    "Match": {"Name"},
    "Link": {"RequiredForOnline"},
    "Network": {
        "Bond", "PrimarySlave", "ActiveSlave", "VLAN", "Bridge", "LinkLocalAddressing",
        "IPv6AcceptRA", "IPv6AcceptRouterAdvertisements", "ConfigureWithoutCarrier", "DHCP", "Address", "Gateway", "DNS", "Domains",
    },
    "Route": {"Destination", "Gateway", "Metric"},
}  # fmt: skip
KEYFILE_GROUPS = {"connection", "bond", "bond-port", "vlan", "bridge", "ethernet", "ipv4", "ipv6"}
KEYFILE_KEY = rf"([a-z][a-z0-9_-]*)=({WORD}(;{WORD})*;?)"
KEYFILE_KEYS = {
    "connection": {
        "id", "type", "interface-name", "autoconnect-priority",
        "autoconnect-ports", "controller", "port-type", "autoconnect-slaves", "master", "slave-type",
    },
    "vlan": {"id", "parent"}, "bridge": {"stp"}, "ethernet": {"mtu", "cloned-mac-address"}, "bond-port": {"queue-id", "prio"},
    "ipv4": {"method", "address", "gateway", "dns", "dns-search", "route"},
    "ipv6": {"method", "address", "gateway", "dns", "dns-search", "route"},
}  # fmt: skip
YAML_KEYS = {
    "version", "renderer", "dhcp4", "dhcp6", "optional", "interfaces", "mtu", "macaddress", "accept-ra", "addresses", "routes", "to", "via",
    "metric", "nameservers", "search", "parameters", "id", "link", "link-local", "stp", "mode", "gateway4", "gateway6",
}  # fmt: skip


def assert_known_lines(path: str, text: str) -> None:
    """Every line of a file is one of the few kinds that its stack has, with plain words in it."""
    assert text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    if path.startswith("/etc/cloud/") and "  version: 2" in lines:
        assert_known_yaml(lines, text, "cloud-init-v2")
    elif not kinds_of_lines.assert_known(path, text):
        assert_by_folder(path, lines, text)


def assert_by_folder(path: str, lines: list[str], text: str) -> None:
    """The same for files whose lines go by their folder."""
    if path.startswith("/etc/netplan/"):
        assert_known_yaml(lines, text)
    elif path.endswith(".yml"):
        assert_known_keys(*(("ansible", PLAY_KEYS) if path.startswith("/etc/ansible/") else ("nmstate", STATE_KEYS)), lines)
    elif path.startswith("/etc/systemd/network/"):
        section = ""
        for line in lines:
            assert re.fullmatch(INI, line), line
            section = line.strip("[]") if line.startswith("[") else section
            if "=" in line and not line.startswith("#") and section != "Bond":
                assert line.partition("=")[0] in INI_KEYS[section]
    elif path.startswith("/etc/NetworkManager/system-connections/"):
        assert_known_keyfile(lines)
    elif path.startswith(("/etc/udev/rules.d/", "/etc/systemd/system/")):
        for line in lines:
            assert re.fullmatch(RULE if path.endswith(".rules") else UNIT, line), line
    elif path.startswith("/etc/NetworkManager/dispatcher.d/"):
        for line in lines:
            assert re.fullmatch(HOOK, line), line
    elif path.startswith("/usr/local/sbin/"):
        for number, line in enumerate(lines):
            assert (
                (number == 0 and line == "#!/bin/sh")
                or line == "set -e"
                or re.fullmatch(f"{COMMENT}|{ECHO}|{OF_THE_DRIVER}", line)
                or _is_command(line)
            ), line
    else:
        kind = (
            f"{STANZA}|{ECHO_LINE}"
            if path.startswith("/etc/network/")
            else MODPROBE
            if "modprobe" in path
            else ROUTE
            if "/route" in path
            else ASSIGNMENT
        )
        for line in lines:
            assert re.fullmatch(kind, line), line


def assert_known_keyfile(lines: list[str]) -> None:
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line.strip("[]")
            assert group in KEYFILE_GROUPS, line
        elif line and not re.fullmatch(COMMENT, line):
            match = re.fullmatch(KEYFILE_KEY, line)
            assert match, line
            assert group == "bond" or re.sub(r"\d+$", "", match[1]) in KEYFILE_KEYS[group], line


def _is_command(line: str) -> bool:
    if re.fullmatch(rf"test '!' -e /(etc|sys/class/net)/{WORD}", line):
        return True
    if re.fullmatch(rf"nmcli device disconnect {NAME} \|\| true", line):
        return True
    if line.startswith("nmcli connection "):
        return all(re.fullmatch(r"[A-Za-z0-9._:/,+%=; -]+", word) for word in shlex.split(line)) and shlex.join(shlex.split(line)) == line
    return bool(re.fullmatch(rf"(ip|modprobe|sysctl)( {WORD}|=)+(={WORD})?", line)) and shlex.split(line) == line.split(" ")


def assert_known_yaml(lines: list[str], text: str, stack: str = "netplan") -> None:
    tree = yaml.safe_load(text)
    assert tree.keys() == {"network"}
    assert tree["network"].keys() <= {"version", "renderer", "ethernets", "bonds", "vlans", "bridges"}
    names = {name for kind in ("ethernets", "bonds", "vlans", "bridges") for name in tree["network"].get(kind, {})}
    assert all(re.fullmatch(NAME, str(name)) for name in names)
    for line in lines:
        assert re.fullmatch(COMMENT, line) or re.fullmatch(r"[ -]*[A-Za-z0-9._'+-]+:( [A-Za-z0-9._:/'+, \[\]-]*)?", line), line
    known = YAML_KEYS | {name for key in stacks.get(stack).spelling for name in key.names}
    for kind in ("ethernets", "bonds", "vlans", "bridges"):
        for body in tree["network"].get(kind, {}).values():
            assert body.keys() <= known
            assert body.get("parameters", {}).keys() <= known


STATE_KEYS = {
    "interfaces", "name", "type", "state", "mac-address", "mtu", "link-aggregation", "mode", "options", "port", "ports-config",
    "vlan", "base-iface", "id", "bridge", "stp", "ipv4", "ipv6", "enabled", "dhcp", "autoconf", "address", "ip", "prefix-length",
    "routes", "config", "destination", "next-hop-address", "next-hop-interface", "metric", "dns-resolver", "server", "search",
}  # fmt: skip
PLAY_KEYS = {
    "all", "children", "bonded", "hosts", "server.example.org", "become", "vars", "roles", "role", "network_provider",
    "network_connections", "name", "type", "interface_name", "state", "controller", "port_type", "parent", "vlan", "id", "bond", "mode",
    "mtu", "cloned_mac", "ip", "dhcp4", "auto6", "ipv6_disabled", "address", "gateway4", "gateway6", "route", "network", "prefix",
    "gateway", "metric", "dns", "dns_search",
}  # fmt: skip
QUOTED = rf"(?:{WORD}|'{WORD}')"


def assert_known_keys(stack: str, keys: set[str], lines: list[str]) -> None:
    """YAML of nmstate or for Ansible: keys that there are, and plain words behind them; nothing that Ansible takes for a template."""
    known = keys | {name for key in stacks.get(stack).spelling for name in key.names}
    for line in lines:
        match = re.fullmatch(rf" *(?:- )?(?:([a-z0-9_.-]+):(?: (?:{QUOTED}|\[{QUOTED}(?:, {QUOTED})*\]|\[\]|{{}}))?)| *- {QUOTED}", line)
        free = re.match("# away with | *description: " if stack == "nmstate" else COMMENT, line)
        assert match or free, line
        assert free or not match or not match[1] or match[1] in known, line


PROGRAMS = {
    "(", ")",
    "/bin/cp", "/etc/init.d/network", "/etc/rc.d/rc.inet1", "/usr/libexec/nm-initrd-generator", "ansible",
    "ansible-galaxy", "ansible-playbook", "apt-get", "bash", "butane", "cat", "chmod", "cloud-init", "coreos-installer", "cp",
    "dhcpcd", "dracut", "find", "flatcar-install", "grep", "ifdown", "ifquery", "ifreload", "ifstatus", "ifup",
    "ip", "journalctl", "ksvalidator", "ln", "logread", "mkdir", "modprobe", "netconfig",
    "netctl", "netplan", "networkctl", "nixos-rebuild", "nmcli", "nmstatectl", "ping", "ping6", "printf", "rc-service", "rc-update",
    "reboot", "restorecon", "rm", "rpm-ostree", "service", "sh", "sudo",
    "commit", "commit-confirm", "compare", "configure", "confirm", "delete", "exit", "load", "save", "show",
    "systemctl", "talosctl", "test", "touch", "ubus", "uci", "udevadm", "wait", "wicked",
}  # fmt: skip
"""What the lines of the steps begin with: programs."""

SHELL = rf"! grep -s \. /sys/class/net/bonding_masters|! nmcli -g NAME connection show \| grep -xF( -e {WORD})+"
SHELL += rf"|wicked show-config {NAME} \| grep -F '<name>{NAME}</name>'"
"""What `sh -c` may get."""


def assert_known_steps(rendering: Rendering) -> None:
    """Commands of the steps begin with a program that we mean, and what is in them is words."""
    for step in rendering.steps:
        for line in step.run.splitlines():
            words = shlex.split(line)
            assert words[0] in PROGRAMS or re.fullmatch(rf" */usr/local/sbin/{NAME}-(up|nmcli)", line), line
            assert words[:2] != ["sh", "-c"] or re.fullmatch(SHELL, words[2]), line
