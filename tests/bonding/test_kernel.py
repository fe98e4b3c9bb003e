"""What the kernels of a system can be relied on to know."""

from __future__ import annotations

import pytest

from app.bonding.kernel import ANY_KERNEL, Kernel, Presence, version


@pytest.mark.parametrize(("text", "numbers"), [("2.6.18-92.el5", (2, 6, 18)), ("v6.12", (6, 12)), ("7.2-rc1", (7, 2)), ("3", (3,))])
def test_version_is_the_numbers_at_the_start(text: str, numbers: tuple[int, ...]) -> None:
    assert version(text) == numbers


@pytest.mark.parametrize("text", ["", "el5", ".5", "-1"])
def test_text_without_a_number_at_the_start_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="version number"):
        version(text)


def test_versions_are_compared_as_numbers() -> None:
    assert Kernel("5.10").has("5.9").presence is Presence.YES
    assert Kernel("5.9").has("5.10").presence is Presence.NO


def test_a_backport_counts_partly_because_the_update_may_be_missing() -> None:
    kernel = Kernel("2.6.18", backports={"fail_over_mac": "5.2"})
    assert kernel.has("2.6.24").presence is Presence.NO
    answer = kernel.has("2.6.24", "fail_over_mac")
    assert answer.presence is Presence.PARTLY
    assert "5.2" in answer.where


def test_a_newer_kernel_on_offer_counts_partly_because_it_may_not_run() -> None:
    kernel = Kernel("5.15", "6.8")
    assert kernel.has("5.15").presence is Presence.YES
    assert kernel.has("6.0").presence is Presence.PARTLY
    assert kernel.has("6.9").presence is Presence.NO


def test_what_was_taken_out_is_gone() -> None:
    assert Kernel("6.17").has("2.6.12", until="6.18").presence is Presence.YES
    assert Kernel("6.17", "7.0").has("2.6.12", until="6.18").presence is Presence.PARTLY
    assert Kernel("6.18").has("2.6.12", until="6.18").presence is Presence.NO


def test_an_unknown_kernel_has_all_that_still_exists() -> None:
    assert ANY_KERNEL.has("7.2").presence is Presence.YES
    assert ANY_KERNEL.has("2.6.12", until="6.18").presence is Presence.NO


def test_a_kernel_is_shown_as_its_range() -> None:
    assert str(Kernel("5.15", "6.8")) == "Linux 5.15 to 6.8"
    assert str(Kernel("6.12", "6.12")) == "Linux 6.12"
