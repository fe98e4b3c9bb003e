"""How values are spelled: each codec in both directions."""

from __future__ import annotations

import pytest

from app.stacks.spelling import YES_NO, Codec, Key, Millis, Names, Numbers, Positive, Separated, Spelling, Words


@pytest.mark.parametrize(
    ("text", "millis"),
    [
        ("100ms", "100"), ("0.1s", "100"), ("100", "100000"), ("1s 500ms", "1500"), ("1.5s", "1500"), ("2min", "120000"), ("500us", "0"),
        ("1 s", "1000"), (" 100 ms ", "100"), ("1s500ms", "1500"), ("0", "0"),
    ],
)  # fmt: skip
def test_time_spans_are_read_as_systemd_does(text: str, millis: str) -> None:
    assert Millis().read(text) == millis


@pytest.mark.parametrize("text", ["", "ms", "1.2.3s", "5 parsecs", "-1s", "1e3", "1" * 61, "infinity", "1s!", ". s", "\u0661s"])
def test_other_time_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        Millis().read(text)


def test_time_spans_are_always_written_with_their_unit() -> None:
    assert Millis().write("100") == "100ms"


@pytest.mark.parametrize(
    ("codec", "wire", "text"),
    [
        (Words(YES_NO), "on", "yes"),
        (Words({"on": ("1", "on"), "off": ("0", "off")}), "off", "0"),
        (Numbers("xmit_hash_policy"), "layer3+4", "1"),
        (Numbers("lacp_rate"), "fast", "1"),
        (Names("lacp_rate"), "fast", "fast"),
        (Separated(" "), "192.0.2.1,192.0.2.2", "192.0.2.1 192.0.2.2"),
        (Positive(), "5", "5"),
        (Codec(), "x", "x"),
    ],
)
def test_codecs_write(codec: Codec, wire: str, text: str) -> None:
    assert codec.write(wire) == text


def test_words_are_read_in_any_of_their_spellings_and_in_any_case() -> None:
    assert [Words(YES_NO).read(text) for text in ("yes", "TRUE", "1", "off", "No", "f")] == ["on", "on", "on", "off", "off", "off"]
    with pytest.raises(ValueError, match="'maybe' is none of"):
        Words(YES_NO).read("maybe")


def test_names_refuse_numbers_because_the_tool_does() -> None:
    with pytest.raises(ValueError, match="numbers are not taken"):
        Names("lacp_rate").read("1")


def test_lists_are_read_with_any_blanks_between() -> None:
    assert Separated(" ").read(" 192.0.2.1   192.0.2.2 ") == "192.0.2.1,192.0.2.2"


def test_a_zero_that_the_tool_leaves_out_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves a zero out"):
        Positive().read("0")


def test_a_key_has_the_name_of_its_time_and_is_read_under_all_of_them() -> None:
    spelling = Spelling(
        packets_per_slave=Key("packets-per-member", was=(("packets-per-slave", "0.106"),)), num_grat_arp=Key("a", also=("b",))
    )
    key = spelling.get("packets_per_slave")
    assert key and key.name_at((0, 105)) == "packets-per-slave" and key.name_at((0, 106)) == "packets-per-member"
    assert spelling.by_name("packets-per-slave") is key is spelling.by_name("packets-per-member")
    assert spelling.by_name("b") is spelling.get("num_grat_arp")
    assert spelling.by_name("colour") is None and spelling.get("miimon") is None


def test_a_spelling_of_no_option_is_a_slip_of_the_author() -> None:
    with pytest.raises(ValueError, match="colour is no option"):
        Spelling(colour="Colour")
