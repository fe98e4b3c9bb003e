"""What a word means and what a line says, the same for every door."""

from __future__ import annotations

import pytest

from app import stacks
from app.actions import comments, explain
from app.actions import generate as action
from app.actions.generate import Result
from app.actions.result_json import to_json
from app.actions.result_text import to_text
from app.bonding import wire, wording
from app.bonding.fields import FIELDS
from app.bonding.model import Bond
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS
from app.distros.releases import RELEASES
from app.switches import cabling
from tests.stacks import goldens


def result(text: str) -> Result:
    """The result of wire words."""
    request = action.read([(name, value) for name, _, value in (word.partition("=") for word in text.split())])
    assert request.problems == []
    return action.generate(request)


def said(text: str, begin: str) -> str:
    """What is said of the first line that begins so."""
    made = result(text)
    lines = [each for snippet in made.rendering.snippets for each in explain.of_file(made, snippet)]
    return " ".join(next(each for each in lines if each.line.text.strip().startswith(begin)).sentences())


NETWORKD = "release=debian-13 stack=networkd mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=encap3+4 member=eth0 member=eth1"


def test_every_word_of_a_link_is_explained() -> None:
    assert set(FIELDS) == {*wire.PLAIN, *action.TARGET_WORDS, *cabling.WORDS}
    for word in (*wire.WORDS, *action.TARGET_WORDS, *cabling.WORDS, "vlan.10.name", "vlan.10.address", "vlan.10.mtu"):
        known = explain.word(word)
        assert known, word
        assert known.does.endswith((".", "ARP."))
        assert known.link.startswith("/reference/")
    assert explain.word("lacp-rate") is None
    assert explain.word("vlan.10.nothing") is None


def test_the_limits_of_the_mtu_are_those_of_the_reader() -> None:
    assert FIELDS["mtu"].values == f"{wire.MTU[0]} to {wire.MTU[1]}"


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in (*action.TARGET_WORDS, *cabling.WORDS, "vlan")])
def test_the_example_of_a_field_is_taken(name: str) -> None:
    given = {"mode": "active-backup", "bridge": "br0", "vlan": "100"} if name == "bridge.over" else {"mode": "active-backup"}
    assert wire.read([*{**given, name: FIELDS[name].example}.items()]).problems == []


def test_an_option_is_explained_in_its_place() -> None:
    assert said(NETWORKD, "MIIMonitorSec=") == (
        "miimon: Polling period of the carrier-based link monitor; 0 switches that monitor off. Here: 100 ms (the default anyway). "
        "Default: 100 ms. Values: a whole number from 0 to 2147483647 (ms). Kernel: Linux 2.6.12 or older. "
        "On this release: Debian 13 (trixie) has it. Key: MIIMonitorSec (systemd 216 or newer). /reference/options/miimon"
    )


def test_a_value_says_what_it_means_and_since_when() -> None:
    text = said(NETWORKD, "LACPTransmitRate=")
    assert "Here: fast, the partner sends every second; after 3 of silence it counts as gone." in text
    assert "since Linux 2.6.13, encap3+4 since Linux 3.13." in said(NETWORKD, "TransmitHashPolicy=")


def test_the_default_is_that_of_the_mode() -> None:
    assert "Default: 0 ms." in said(NETWORKD.replace("802.3ad", "active-backup").replace("lacp_rate=fast ", ""), "MIIMonitorSec=")
    general = explain.word("miimon")
    assert general
    assert general.default == "0 ms; 100 ms in 802.3ad, balance-tlb and balance-alb"


def test_backports_are_told_where_only_some_kernels_have_it() -> None:
    text = said("release=rhel-6 stack=ifcfg mode=active-backup miimon=100 resend_igmp=3 member=eth0 member=eth1", "BONDING_OPTS=")
    assert "resend_igmp: Number of IGMP" in text
    known = explain.word("resend_igmp", release=RELEASES["rhel-6"])
    assert known
    assert known.on_release.startswith("Red Hat Enterprise Linux 6: ")
    known = explain.word("lacp_active", release=RELEASES["centos-5"])
    assert known
    assert "does not have it: new in Linux 5.15" in known.on_release


def test_a_mode_that_needs_more_says_so() -> None:
    known = explain.word("num_grat_arp", mode="802.3ad")
    assert known
    assert known.in_mode == "only together with broadcast_neighbor=on"


def test_a_line_with_several_options_tells_each() -> None:
    text = said("release=centos-5 mode=balance-alb miimon=100 updelay=200 member=eth0 member=eth1", "options ")
    assert text.startswith("The options with which the driver is loaded.")
    assert [text.count(f"{name}: ") for name in ("mode", "miimon", "updelay")] == [1, 1, 1]
    assert "Here: balance-alb, number 6." in text
    assert "Values:" not in text  # each in a sentence


def test_the_frame_says_what_it_does_and_where_it_is_from() -> None:
    assert said(NETWORKD, "Kind=bond") == "Makes the interface a bond. From name (/reference/fields#name)."
    assert said(NETWORKD, "RequiredForOnline").endswith("must not hold it up. From member (/reference/fields#member).")
    story = "release=centos-5 mode=balance-alb member=eth0 member=eth1 address=192.0.2.1/24"
    assert "the netmask that goes with the address" in said(story, "NETMASK").lower()


# ---------------------------------------------------------------- as comments


def cases() -> list[goldens.Case]:
    """Every stack with a bond that has everything, and with one whose text is hostile."""
    return [
        case for case in goldens.cases() if case.folder in ("description", "vlans", "routes", "bridge-over-vlan", "full-8023ad", "story")
    ]


def bond_of(case: goldens.Case) -> tuple[Bond, Result]:
    """The bond of a golden and its result."""
    bond, target = goldens.bond(case.bond), action.Target(RELEASES[case.release], stacks.get(case.stack))
    return bond, Result(bond, target, case.render(), (), {})


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.stack}-{case.folder}")
def test_a_file_with_its_comments_is_the_same_file_to_its_reader(case: goldens.Case) -> None:
    _, made = bond_of(case)
    commented = {each.path: "\n".join(comments.file(made, each)) + "\n" for each in made.rendering.snippets}
    for snippet in made.rendering.snippets:
        kept = [line for line in commented[snippet.path].split("\n") if not line.startswith(comments.MARK)]
        assert "\n".join(kept) == snippet.text
        assert "\\\n" not in commented[snippet.path]
    plain = made.target.stack.parse({each.path: each.text for each in made.rendering.snippets})
    read = made.target.stack.parse(commented)
    assert read.bonds == plain.bonds
    assert len(read.unread) == len(plain.unread)
    assert len(read.refused) == len(plain.refused)


def test_a_script_still_begins_with_its_shell() -> None:
    made = result("release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1")
    assert comments.file(made, made.rendering.snippets[0])[0] == "#!/bin/sh"


def test_the_text_with_comments_is_the_text_without_them() -> None:
    made = result(NETWORKD)
    text = to_text(made, explain=True)
    assert "".join(line for line in text.splitlines(keepends=True) if not line.startswith(comments.MARK)) == to_text(made)
    assert text.count(comments.MARK) > 60
    assert all(len(line) <= comments.WIDTH + 30 for line in text.splitlines() if line.startswith(comments.MARK))


def test_json_has_the_lines_only_when_asked() -> None:
    made = result(NETWORKD)
    plain, told = to_json(made), to_json(made, explain=True)
    for file in told["files"]:
        lines = file.pop("lines")
        assert "".join(line["text"] + "\n" for line in lines) == file["text"]
        assert all(line["about"] and line["explanation"] and line["links"] for line in lines if line["text"].strip())
    assert told == plain


# ---------------------------------------------------------------- phrases of the table


def test_phrases() -> None:
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.value(OPTIONS["min_links"], 1) == "1 link"
    assert wording.value(OPTIONS["min_links"], 2) == "2 links"
    assert wording.value(OPTIONS["lp_interval"], 1) == "1 s"
    assert wording.value(OPTIONS["primary"], "") == "none"
    assert wording.change(OPTIONS["fail_over_mac"]) == "only while the bond has no members"
    assert wording.change(OPTIONS["lacp_rate"]) == "only while the bond is down"
    assert wording.in_mode(OPTIONS["lacp_rate"], "active-backup") == "refused by the kernel"
    assert wording.in_mode(OPTIONS["min_links"], "active-backup") == "taken, without effect"
    assert wording.in_mode(OPTIONS["tlb_dynamic_lb"], "balance-alb") == "since Linux 4.19"
    assert ("File", "none: sysfs cannot set it") in wording.ways(OPTIONS["ns_ip6_target"])
    assert ("Netlink", "IFLA_BOND_TLB_DYNAMIC_LB (since Linux 4.3)") in wording.ways(OPTIONS["tlb_dynamic_lb"])
    assert wording.sentence("netlink replaces the whole list") == "Netlink replaces the whole list."
    assert wording.sentence("min_links counts ports") == "min_links counts ports."


def test_every_value_of_a_choice_has_a_meaning() -> None:
    assert [(option.name, choice.name) for option in FACT_ROWS.values() for choice in option.choices if not choice.meaning] == []


def test_modes_are_explained() -> None:
    for mode in MODES.values():
        known = explain.word("mode", mode=mode.name)
        assert known
        assert known.link == f"/reference/modes/{mode.name}"
        assert known.given.startswith(f"{mode.name}, number {mode.number}.")
