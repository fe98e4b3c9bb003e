"""The filter `refs`: sentences in which the names of options lead to their pages."""

from __future__ import annotations

import re

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.actions.explain import option_link
from app.actions.reference_view import EVERY
from app.bonding.options import FACT_ROWS, stands_out

_SURE = sorted(filter(stands_out, FACT_ROWS), key=len, reverse=True)
NAMES = re.compile(rf"`([^`]+)`|(?<![\w/.+-])({'|'.join(_SURE)})(?![\w/-])")
"""Code between ticks, and names of options that cannot be anything else in a sentence."""


def register(app: Flask) -> None:
    """Give templates the filter."""
    app.add_template_filter(refs)


@pass_context
def refs(context: Context, text: str, here: str = "") -> Markup:
    """Text in which the names of options lead to their pages, for the kernel of the page; `here` is the option whose page this is."""
    view = context.get("view") or EVERY
    out, at = Markup(""), 0
    for match in NAMES.finditer(text):
        shown = Markup("<code>{}</code>").format(match[1] or match[2])
        linked = shown if match[1] or match[2] == here else Markup('<a href="{}">{}</a>').format(view.link(option_link(match[2])), shown)
        out += escape(text[at : match.start()]) + linked
        at = match.end()
    return out + escape(text[at:])
