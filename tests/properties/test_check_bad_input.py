"""Whatever is handed to check and convert: findings or one clear message, never another exception, and never more work than bounded."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import stacks
from app.actions import check, check_text, convert, sarif, sources
from app.actions.check_fix import fix
from app.actions.sources import Source
from app.bonding.model import Bond
from app.errors import BadInput
from tests.properties.test_damage import BOMBS, damaged
from tests.stacks.goldens import release_for
from tests.strategies import FAST, calm_bonds


def judged(found: Iterable[Source], stack: str = "") -> int:
    """The number of findings, all forms of the answer made; -1 for a clear message."""
    found = list(found)
    with suppress(BadInput):
        convert.read(found, stack)
    try:
        checked = check.check(found, stack)
    except BadInput as bad:
        return -1 if str(bad) else 0
    fixed = fix(checked)
    assert check_text.to_text(checked, fixed, diff=True, hints=True)
    assert sarif.to_sarif(checked, "http://127.0.0.1:8000")["runs"]
    for each in checked.findings:
        assert each.message
        assert each.line >= 0
    return len(checked.findings)


@pytest.mark.parametrize("id", stacks.IDS)
@settings(FAST, max_examples=5)
@given(data=st.data(), bond=calm_bonds())
def test_damaged_files_give_findings_or_a_message(id: str, data: st.DataObject, bond: Bond) -> None:
    rendering = stacks.get(id).render(bond, release_for(id))
    judged(Source(each.path, data.draw(damaged(each.text))) for each in rendering.snippets)


@pytest.mark.parametrize("id", stacks.IDS)
@settings(FAST, max_examples=5)
@given(text=st.text(max_size=400))
def test_random_text_as_any_stack(id: str, text: str) -> None:
    with suppress(BadInput):
        judged(sources.pasted(text), id)


@settings(FAST, max_examples=40)
@given(content=st.binary(max_size=400))
def test_random_bytes(content: bytes) -> None:
    with suppress(BadInput):
        judged(sources.uploaded({"file": content}))


TAGS = "network:\n  bonds:\n    bond0: !!python/object/apply:os.system [id]\n"


@pytest.mark.parametrize("text", [*BOMBS.values(), TAGS], ids=[*BOMBS, "tags"])
def test_yaml_that_blows_up_is_a_finding_or_a_message(text: str) -> None:
    judged([Source("/etc/netplan/x.yaml", text)])


MANY = 100_000
WRITTEN = {
    "/etc/netplan/x.yaml": ("network:\n  bonds:\n", "    b{}: {{interfaces: [e{}]}}\n"),
    "/etc/network/interfaces": ("", "iface b{} inet manual\n bond-slaves e{}\n"),
    "/etc/systemd/network/x.netdev": ("", "[NetDev]\nName=b{}\nKind=bond\n[Bond]\nMode={}\n"),
}


@pytest.mark.parametrize("path", WRITTEN)
def test_a_hundred_thousand_bonds_are_one_message(path: str) -> None:
    head, each = WRITTEN[path]
    text = head + "".join(each.format(number, number) for number in range(MANY))
    with pytest.raises(BadInput, match=r"holds more than \d+ lines"):
        sources.uploaded({path.rpartition("/")[2] if "interfaces" not in path else path: text.encode()})


@pytest.mark.parametrize("path", ["/etc/netplan/x.yaml", "/etc/network/interfaces"])
def test_as_many_as_fit_into_the_lines_are_a_message_too(path: str) -> None:
    head, each = WRITTEN[path]
    lines = each.count("\n")
    text = head + "".join(each.format(number, number) for number in range(3_000 // lines))
    assert judged([Source(path, text)]) == -1


@pytest.mark.parametrize(
    "content",
    [
        "network:\n  bonds:\n    bond0:\n      interfaces: [eth0]\n      # Büro\n".encode("latin-1"),
        "network:\n  bonds:\n    bond0:\n      interfaces: [eth0]\n".encode("utf-16"),
        b"\xef\xbb\xbfnetwork:\n  bonds:\n    bond0:\n      interfaces: [eth0]\n",
        b"network:\r\n  bonds:\r\n    bond0:\r\n      interfaces: [eth0]\r\n",
    ],
)
def test_encodings_and_line_ends_are_read(content: bytes) -> None:
    assert [each.name for each in convert.read(sources.uploaded({"a.yaml": content})).bonds] == ["bond0"]


def test_a_truncated_file_is_a_finding_at_its_end() -> None:
    found = check.check([Source("/etc/netplan/x.yaml", 'network:\n  bonds:\n    bond0:\n      interfaces: [eth0, "et')])
    assert [(each.id, each.level) for each in found.findings] == [("file-unreadable", "error")]
