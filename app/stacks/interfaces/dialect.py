"""In what the three tools that read interfaces(5) differ, as far as their readers are concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Dialect:
    """What one tool makes of the words of a stanza.

    `tool` is what messages call it; `members` are the keys that list members; `joins` whether a member may name its bond
    (bond-master); `brief` whether a stanza may go without family and method; `pulls` whether an interface that stands on
    the bond brings it up; `one_auto` whether a line `auto` counts for its first name only; `merges` whether a stanza may hold several
    addresses, of both families; `repeated` are options that may stand several times, `marks` signs that may not stand between their
    values, with `odd` that says why; `heads` are words that begin a line for the tool beside iface and auto, those that it does not know
    excepted; `refused` are options that it does not do, and why; `unknown` says what becomes of an option of the bond that it does not
    know, `ignored` are keys that it passes over in silence where others act on them, and why; `foreign` are its keys for other kernels
    than Linux's own, left unread; `one_method` whether all stanzas of an interface have the method of the first.
    """

    tool: str
    members: tuple[str, ...] = ("bond-slaves", "slaves")
    joins: bool = False
    brief: bool = True
    pulls: bool = True
    one_auto: bool = False
    merges: bool = True
    repeated: tuple[str, ...] = ()
    marks: str = ""
    odd: str = ""
    heads: tuple[str, ...] = ("source", "source-directory")
    refused: Mapping[str, str] = field(default_factory=dict)
    unknown: str = "{} is not known and ignored in silence"
    ignored: Mapping[str, str] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    one_method: bool = False


IFUPDOWN = Dialect(
    tool="ifenslave",
    joins=True,
    brief=False,
    pulls=False,
    merges=False,
    repeated=("bond-arp-ip-target",),
    marks=",+",
    odd="ifenslave takes addresses separated by blanks, without {!r}: the kernel refuses these",
    heads=("source", "source-directory", "no-auto-down"),
    unknown="ifenslave has no {} and ignores it in silence",
)
