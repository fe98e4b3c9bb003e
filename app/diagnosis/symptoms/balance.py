"""Whether the load of a bond is spread over its members."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagnosis.machine import Bond, Line, Machine
from app.diagnosis.symptom import CERTAIN, LIKELY, Sign, symptom

SPREADING = ("balance-xor", "802.3ad", "balance-tlb", "balance-alb", "balance-rr")
ENOUGH = 10 * 1024 * 1024
"""Bytes sent by all members until a share says anything."""
SHARE, ALL = 0.95, 0.995
BETTER = {
    "layer2": "`layer2` looks at the addresses of the cards only: all that goes to one gateway takes one member.",
    "layer2+3": "`layer2+3` puts all between two hosts on one member.",
    "layer3+4": "The policy spreads by connection already: one large connection always stays on one member.",
}


@symptom
def one_carries_all(bond: Bond, machine: Machine) -> Iterator[Sign]:
    """{busy} sends nearly everything of {bond}: {share} of the bytes.

    The mode spreads the load over {members}, but the counters say that it does not. {policy}

    Check: `ip -s link show {busy}` now and in a minute: which counters grow?
    Check: `cat /sys/class/net/{bond}/bonding/xmit_hash_policy`
    Fix: {fix}
    Fix: What comes in is spread by the switch: set its hash to addresses and ports too.
    Set: xmit_hash_policy={better}
    Entry: hash-layer2-all-on-one-link
    Near: single-flow-uses-one-link
    """
    sent = {each.name: bytes_ for each in bond.alive if (bytes_ := each.facts.number("tx_bytes")) is not None}
    total = sum(sent.values())
    if bond.mode not in SPREADING or len(sent) < 2 or total < ENOUGH or max(sent.values()) < SHARE * total:
        return
    if bond.lacp and bond.facts.number("aggregator.ports") in (0, 1):
        return  # only one member may send: another symptom says why
    busy = max(sent, key=lambda name: sent[name])
    policy = bond.facts.text("xmit_hash_policy").split(" ")[0] if bond.mode in ("balance-xor", "802.3ad") else ""
    spread = f"`echo layer3+4 > /sys/class/net/{bond.name}/bonding/xmit_hash_policy`, and xmit_hash_policy=layer3+4 in the configuration."
    words = {
        "busy": busy,
        "share": f"{100 * sent[busy] / total:.0f} %",
        "policy": BETTER.get(policy, "Either there is one large connection, or the others are not used at all."),
        "better": "layer3+4" if policy in ("layer2", "layer2+3") else "",
        "fix": spread if policy in ("layer2", "layer2+3") else "Spread the work over several connections.",
    }
    lines: list[Line] = [*bond.of_members("tx_bytes"), *bond.facts.lines("xmit_hash_policy")]
    yield Sign(CERTAIN if sent[busy] > ALL * total and policy == "layer2" else LIKELY, "degraded", lines, words)
