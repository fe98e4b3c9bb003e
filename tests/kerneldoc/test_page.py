"""The page of a document: it links within itself and to our pages, and nothing in a text can act."""

from __future__ import annotations

import re

import pytest

from app.kerneldoc import document
from app.kerneldoc.tree import Part
from tests.kerneldoc.test_reading import BOTH, NEW, OLD

HOSTILE = """
bonding
=======

.. raw:: html

   <script>alert("raw")</script>

.. include:: /etc/passwd

.. csv-table:: t
   :file: /etc/passwd

.. figure:: javascript:alert(1)

   <img src=x onerror=alert(2)>

`click <javascript:alert(3)>`_ and `here <http://www.example.org/?"><script>>`_ and <script>alert(4)</script>

.. _a"onmouseover=b: http://www.example.org/

::

	</pre></code><script>alert(5)</script>
"""


@BOTH
def test_every_link_within_the_page_leads_to_a_place(text: str) -> None:
    html = document.show(text).html
    places = re.findall(r' id="([^"]+)"', html)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(places)


@BOTH
def test_options_and_modes_lead_to_our_pages(text: str) -> None:
    html = document.show(text).html
    assert '<a href="/reference/options/miimon">miimon in Bondbook</a>' in html
    assert '<a href="/reference/modes/802.3ad">802.3ad in Bondbook</a>' in html
    assert '<a href="/reference/#modes">mode in Bondbook</a>' in html


def test_a_name_in_a_sentence_leads_to_its_option() -> None:
    assert 'The\n<a href="#lacp_active">lacp_active</a> option' in document.show(NEW).html
    assert 'The <a href="#lacp_rate">lacp_rate</a> option' in document.show(OLD).html


def test_the_parts_are_the_sections_and_the_options() -> None:
    found = {part.title: part for part in document.show(NEW).parts}
    assert found["miimon"] == Part(
        "miimon", "miimon", 2, True,
        ("How often, in milliseconds, the links are looked at. The lacp_active option has nothing to do with it. Zero looks never.",),
    )  # fmt: skip
    assert found["num_grat_arp, num_unsol_na"].also == ("num_unsol_na",)
    assert found["mode"].also == ("mode-balance-rr", "mode-802.3ad")
    assert "(a) First the switch." in found["2. Setting It Up"].texts


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE.replace("..", "").replace("::", "")], ids=["rst", "txt"])
def test_nothing_in_a_text_can_act(text: str) -> None:
    made = document.show(text)
    tags = re.findall(r"<[^>]*>", made.html)
    assert not [tag for tag in tags if re.search(r"script|<img|\son\w+=|javascript|style=", tag, re.IGNORECASE)]
    assert "root:" not in made.html + "".join(text for part in made.parts for text in part.texts)


def test_a_text_that_is_nested_without_end_stays_as_it_is() -> None:
    deep = "bonding\n\nOptions\n=======\n\n" + "".join(f"{' ' * depth}m{depth}\n\n" for depth in range(900))
    assert "m899" in document.show(deep).html


def test_what_docutils_may_not_do_stays_as_it_is_written() -> None:
    said = document.show(HOSTILE).html
    assert ".. include:: /etc/passwd" in said
    assert "alert(&quot;raw&quot;)" in said or 'alert("raw")' in said
