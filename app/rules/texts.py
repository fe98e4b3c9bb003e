"""What only the text of a file shows: the pages of the findings of Check that are about no bond, but about how it was written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One of them: its id, which never changes its meaning, its title and its text."""

    id: str
    title: str
    text: tuple[str, ...]


_ALL = (
    Text(
        "line-refused",
        "The tool or the kernel does not take the line as it stands",
        (
            "A value that does not exist, a line in the wrong place, or one that contradicts another. The finding says which.",
            "Where it is only a hint, the tool takes the line, and the finding says what it does, or what no file can tell.",
        ),
    ),
    Text(
        "file-unreadable",
        "The file can't be read at all",
        ("Its syntax is broken, so nothing in it counts. Some tools then leave all other files alone too.",),
    ),
    Text(
        "unknown-key",
        "The tool has no key of that name",
        (
            "Most tools pass over a key that they do not know, in silence or with one line in a journal, and the bond runs on with the "
            "default. netplan refuses the whole configuration instead.",
            "A near name is offered where there is one. A key that is just not known to Bondbook is told as a hint.",
        ),
    ),
    Text(
        "wrong-section",
        "The key belongs into another section",
        ("Keys are read only in their own section. Elsewhere the tool treats them like a key that it does not know.",),
    ),
    Text(
        "key-twice",
        "A key stands twice with different values",
        ("Only one of the two counts, most often the last. Whoever changes the other one later wonders why nothing happens.",),
    ),
    Text(
        "time-without-unit",
        "A bare number counts seconds for systemd",
        (
            "The kernel, NetworkManager, netplan and ifenslave count milliseconds. systemd takes a number without a unit for seconds, so "
            "`MIIMonitorSec=100` looks at the links every hundred seconds. Write `100ms`.",
        ),
    ),
    Text(
        "nix-type",
        "NixOS wants the value the other way: a number without quotes, or a text in quotes",
        (
            "The options of a module have types. `driverOptions` is a set of texts, so `miimon = 100` stops the whole evaluation and "
            '`miimon = "100"` is right. Keys of `bondConfig` such as `MinLinks` are numbers, without quotes.',
        ),
    ),
    Text(
        "nix-arp-targets",
        "NixOS hands the list of ARP targets to networkd with its commas",
        (
            "With `networking.useNetworkd` the driver options become keys of networkd, most of them word by word. ip wants commas between "
            "the addresses of `arp_ip_target`, networkd wants blanks: it takes none of them, and the monitor has no target.",
        ),
    ),
    Text(
        "butane-mode",
        "Permissions are written as a decimal number",
        (
            "In Butane `mode: 0600` is an octal number, as chmod has it. Without the zero it is a decimal one: 600 is 01130, and others "
            "may read the file. Ignition in JSON knows decimal numbers only: 384 is 0600, 420 is 0644.",
        ),
    ),
    Text(
        "permissions",
        "The tool does not take a file with these permissions",
        (
            "NetworkManager passes over key files that anybody but root may read or write. netplan warns about them. networkd runs as a "
            "user of its own, and passes over files that this user may not read.",
        ),
    ),
    Text(
        "no-such-bond",
        "A member names a bond that no file makes",
        ("The member waits for a bond that never comes, or the tool stops there. Often the name is misspelt in one of the two places.",),
    ),
    Text(
        "member-not-defined",
        "netplan wants each member defined",
        ("An interface in the list `interfaces` must have a definition of its own, such as `eth0: {}` below `ethernets`, in any file.",),
    ),
    Text(
        "ansible-order",
        "The network role wants a profile before those that name it",
        (
            "`controller` and `parent` hold the name of a profile, not of an interface, and the role looks for it among the entries above. "
            "Without it the whole list is refused. So a bridge comes first, then the bond, then VLANs and members.",
        ),
    ),
    Text(
        "ansible-initscripts",
        "The old network service takes mode and miimon only",
        (
            "With `network_provider: initscripts` the network role writes ifcfg files by itself. It refuses the list for any other option "
            "of a bond, and versions before 1.7 dropped the others in silence.",
        ),
    ),
    Text(
        "nmstate-slaves",
        "nmstate no longer knows the old word for members",
        (
            "The list of a bond's members is called `port` since nmstate 1.0. Version 2.0 dropped the old word `slaves`, 2.2.19 took it "
            "once more with a warning, and from 2.2.25 on the whole state is refused for it.",
        ),
    ),
    Text(
        "only-with-netplan",
        "cloud-init hands it on to netplan, and to nobody else",
        (
            "Version 2 of cloud-init's format is netplan's, and reaches netplan as it stands. For ifupdown, ifcfg files, networkd and "
            "NetworkManager cloud-init turns it into its own words first. It does not know all of them: at some it stops, and the machine "
            "has no network, others it loses in silence.",
        ),
    ),
    Text(
        "spelling-of-another-tool",
        "A parameter of cloud-init is spelled as only some of its renderers read it",
        (
            "The schema of version 1 wants `bond-` and the name of the kernel, with underscores. The writers of ifcfg files and of "
            "networkd's look for dashes alone, and NetworkManager's for the schema. A parameter that stands in both spellings with one "
            "value arrives everywhere.",
        ),
    ),
    Text(
        "targets-as-a-list",
        "The targets of the ARP monitor stand as a list of YAML",
        ("Version 1 of cloud-init's format has one text for them: with commas it reaches ifcfg files and NetworkManager's.",),
    ),
    Text(
        "mode-as-a-number",
        "The mode stands as a number",
        ("The kernel takes numbers, netplan does not: where cloud-init writes netplan's file, it is refused as a whole.",),
    ),
    Text(
        "member-has-addresses",
        "A member has addresses of its own",
        (
            "The addresses of a bond belong on the bond. Those of a member stay beside it: two interfaces claim one network, and answers "
            "leave by the wrong one.",
        ),
    ),
    Text(
        "claimed-twice",
        "Something else configures the interface too",
        (
            "Another file, of the same system or of another one, sets up the same interface. Whoever comes last wins, or whoever comes "
            "first keeps it: the bond may lose a member, or a member gets addresses of its own.",
        ),
    ),
    Text(
        "file-without-name",
        "The name of the file is missing, and the interface has no other",
        (
            "SUSE's ifcfg files do not say which interface they are for; the end of their name does. In a paste without the names "
            "Bondbook has to guess.",
        ),
    ),
    Text(
        "script-without-scheme",
        "wicked does not run a script that it is not told how to run",
        (
            "SUSE's older ifup ran whatever PRE_UP_SCRIPT and POST_UP_SCRIPT named. wicked wants `compat:suse:NAME` for such a script, "
            "`wicked:PATH` for one of its own, or `systemd:UNIT`, and passes over the rest with a note in the journal.",
        ),
    ),
    Text(
        "needed-line-missing",
        "A line is missing without which the tool does not start the bond",
        ("The finding names the line.",),
    ),
    Text(
        "line-without-effect",
        "The tool takes the line and does nothing with it",
        (
            "The key is right and its value too, but the tool acts on it in some modes or versions only, and says so in a log at most. The "
            "bond then runs without what the line asks for.",
        ),
    ),
    Text(
        "depends-on-package",
        "The line means what it says with one package only",
        ("The same tool is packaged with other parts elsewhere, and those read the line otherwise. The finding says which is which.",),
    ),
)
TEXTS = {each.id: each for each in _ALL}
